/** One operation of a history, as it is written: r1(x), rf1(x), w1(x, 5), c1. */
export type Operation = Begin | Read | Write | End;

interface Written {
  /** The number of its transaction: 1 is T1. */
  readonly transaction: number;
  /** Where it stands in the text; absent where nobody wrote it. */
  readonly at?: number;
}

export interface Begin extends Written {
  readonly kind: 'begin';
}

export interface Read extends Written {
  readonly kind: 'read';
  readonly item: string;
  /** FOR SHARE or FOR UPDATE. On paper it is a read like any other. */
  readonly lock?: 'share' | 'update';
  /** What it reads on paper. */
  readonly value?: number;
}

export interface Write extends Written {
  readonly kind: 'write';
  readonly item: string;
  readonly value?: number;
}

export interface End extends Written {
  readonly kind: 'commit' | 'abort';
}

/** The operations that touch an item. */
export type Access = Read | Write;

export const isAccess = (operation: Operation): operation is Access =>
  operation.kind === 'read' || operation.kind === 'write';

export const isEnd = (operation: Operation): operation is End =>
  operation.kind === 'commit' || operation.kind === 'abort';

/** Without a value. */
export const operationName = (operation: Operation): string => {
  const { transaction } = operation;
  switch (operation.kind) {
    case 'begin':
      return `b${transaction}`;
    case 'commit':
      return `c${transaction}`;
    case 'abort':
      return `a${transaction}`;
    case 'write':
      return `w${transaction}(${operation.item})`;
    case 'read':
      return `${readWords[operation.lock ?? 'plain']}${transaction}(${operation.item})`;
  }
};

/** With the value that it was given, if it was. */
export const givenName = (operation: Operation): string =>
  isAccess(operation) && operation.value !== undefined
    ? operationName({ ...operation, item: `${operation.item}=${operation.value}` })
    : operationName(operation);

const readWords = { plain: 'r', share: 'rs', update: 'rf' } as const;

export const transactionName = (transaction: number): string => `T${transaction}`;
