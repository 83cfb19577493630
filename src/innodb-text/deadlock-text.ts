import { type PlainLine, plainLines } from './plain-lines.ts';
import { locksIn, type RecordedLock } from './recorded-lock.ts';
import { connectionOf, type Section, sectionsOf } from './report.ts';

/** What a text tells of one deadlock, whatever is missing of it. */
export interface DeadlockText {
  /** When, as the text has it. */
  readonly at?: string;
  readonly transactions: readonly TransactionText[];
  /** Which transaction was rolled back, as the text counts. */
  readonly victim?: number;
  readonly missing: readonly string[];
}

export interface TransactionText {
  /** As the text counts, from 1. */
  readonly number: number;
  /** InnoDB's own number. */
  readonly id?: string;
  /** How long it was open. */
  readonly seconds?: number;
  readonly connection?: string;
  /** Host, user and state, as the server prints them. */
  readonly who?: string;
  readonly statement?: string;
  /** The statement may go on: the server prints so much of it, or the text ends there. */
  readonly isCut: boolean;
  readonly waits?: RecordedLock;
  readonly holds: readonly RecordedLock[];
  /** Locks of others that stand in its way: MariaDB tells these instead of what each holds. */
  readonly conflicts: readonly RecordedLock[];
}

/** What a text has to say of deadlocks. */
export interface FoundDeadlocks {
  readonly deadlocks: readonly DeadlockText[];
  /** It is InnoDB's status, whole, and has no deadlock. */
  readonly isWholeStatus: boolean;
  /** InnoDB has rolled somebody back because it gave up its search for a circle. */
  readonly gaveUp: boolean;
}

export const deadlocksIn = (text: string): FoundDeadlocks => {
  const lines = withoutHalf(plainLines(text));
  const has = (pattern: RegExp): boolean => lines.some((line) => pattern.test(line.text));
  return {
    deadlocks: reportsIn(lines)
      .map(readReport)
      .filter(({ transactions }) => transactions.length > 0),
    isWholeStatus:
      has(/ INNODB MONITOR OUTPUT *$/) &&
      has(/^END OF INNODB MONITOR OUTPUT/) &&
      !has(/^\.\.\. truncated\.\.\.|LATEST DETECTED DEADLOCK/),
    gaveUp: has(/TOO DEEP OR LONG SEARCH IN THE LOCK TABLE/),
  };
};

/** The last line of a text that is cut off may be half of one, and half of a lock is another lock. */
const withoutHalf = (lines: readonly PlainLine[]): readonly PlainLine[] =>
  /^(?:(?:RECORD|TABLE) LOCKS? |Record lock, | \d+: |TRANSACTION |(?:MySQL|MariaDB) thread id )/.test(
    lines.at(-1)?.text ?? '',
  )
    ? lines.slice(0, -1)
    : lines;

interface FoundReport {
  readonly at?: string;
  readonly text: string;
}

/** A circle of a thousand transactions is none that InnoDB tells of. */
const ownHeading =
  /^\*\*\* (?:(?:\(\d{1,3}\) )?(?:TRANSACTION:|HOLDS THE LOCK\(S\):|WAITING FOR THIS LOCK TO BE GRANTED:|CONFLICTING WITH:)|WE ROLL BACK TRANSACTION \(\d{1,3}\))$/;

/** The reports of deadlocks: each from its first heading to the last, or to where something else begins. */
const reportsIn = (lines: readonly PlainLine[]): readonly FoundReport[] => {
  const reports: { at?: string; readonly lines: string[] }[] = [];
  let isOpen = false;
  let stamp: { readonly at: string; readonly line: number } | undefined;
  for (const [index, { text, at }] of lines.entries()) {
    const when = at ?? /^\d{4}-\d\d-\d\d +[\d:]+(?= (?:0x)?[\da-f]+$)|^\d{6} +[\d:]+$/.exec(text)?.[0];
    if (when !== undefined) stamp = { at: when, line: index };
    const isHeading = ownHeading.test(text);
    const isFirst = text === '*** (1) TRANSACTION:';
    if (isFirst || (isHeading && !isOpen)) {
      const isNear = isFirst && stamp !== undefined && index - stamp.line <= 2;
      reports.push({ ...(isNear && stamp && { at: stamp.at }), lines: [] });
      isOpen = true;
    }
    const isEnd =
      /deadlock detected, dumping/i.test(text) ||
      (/^-{4,}$/.test(text) &&
        /^(?:TRANSACTIONS|LATEST FOREIGN KEY ERROR)$/.test(lines[index + 1]?.text ?? ''));
    if (isEnd) isOpen = false;
    if (!isOpen) continue;
    reports.at(-1)?.lines.push(text);
    if (text.startsWith('*** WE ROLL BACK TRANSACTION')) isOpen = false;
  }
  return reports.map(({ lines: own, ...report }) => ({ ...report, text: own.join('\n') }));
};

const readReport = ({ at, text }: FoundReport): DeadlockText => {
  const sections = withOwnHeadings(sectionsOf(text));
  const transactions: TransactionText[] = [];
  let victim: number | undefined;
  let number = 0;
  for (const [index, { heading, body }] of sections.entries()) {
    const [, rolledBack] = /^WE ROLL BACK TRANSACTION \((\d+)\)$/.exec(heading) ?? [];
    if (rolledBack !== undefined) {
      victim = Number(rolledBack);
      continue;
    }
    const [, numbered, what = ''] = /^(?:\((\d+)\) )?(.*)$/.exec(heading) ?? [];
    number = numbered === undefined ? number : Number(numbered);
    // MariaDB's headings have no number, and a text without its beginning does not say whose they are.
    if (number === 0) continue;
    const place = transactions.findIndex((one) => one.number === number);
    const before = transactions[place] ?? { number, isCut: false, holds: [], conflicts: [] };
    const now = { ...before, ...told(what, body, index === sections.length - 1) };
    if (place < 0) transactions.push(now);
    else transactions[place] = now;
  }
  const known = transactions.some((one) => one.number === victim) ? victim : undefined;
  const deadlock = {
    transactions,
    ...(at !== undefined && { at }),
    ...(known !== undefined && { victim: known }),
  };
  return { ...deadlock, missing: missingOf(deadlock, text, victim) };
};

/** A line of a statement may look like a heading: it belongs to what is above. */
const withOwnHeadings = (sections: readonly Section[]): readonly Section[] => {
  const own: Section[] = [];
  for (const section of sections) {
    const last = own.at(-1);
    if (last === undefined || ownHeading.test(`*** ${section.heading}`)) own.push(section);
    else own[own.length - 1] = { ...last, body: `${last.body}*** ${section.heading}${section.body}` };
  }
  return own;
};

const told = (what: string, body: string, isLast: boolean): Partial<TransactionText> => {
  switch (what) {
    case 'TRANSACTION:':
      return about(body, isLast);
    case 'HOLDS THE LOCK(S):':
      return { holds: locksIn(body) };
    case 'CONFLICTING WITH:':
      return { conflicts: locksIn(body) };
    default: {
      const [waits] = locksIn(body);
      return waits === undefined ? {} : { waits };
    }
  }
};

const about = (body: string, isLast: boolean): Partial<TransactionText> => {
  const [, id, seconds] =
    /^TRANSACTION (?:0 )?([\dA-F]+), ACTIVE (?:\(PREPARED\) )?(\d+) sec/m.exec(body) ?? [];
  const [thread, , who, sql = ''] =
    /^(?:MySQL|MariaDB) thread id (\d+),.*? query id \d+(?: +(.*))?(?:\n([\s\S]*))?$/m.exec(body) ?? [];
  const connection = connectionOf(body);
  const statement = (isLast ? sql.replace(halfOfHeading, '') : sql).trim();
  return {
    ...(id !== undefined && { id, seconds: Number(seconds) }),
    ...(connection !== undefined && { connection }),
    ...(who !== undefined && who !== '' && { who: who.trim() }),
    ...(statement !== '' && { statement }),
    isCut: statement !== '' && (isLast || isAtLimit(thread ?? '', statement)),
  };
};

/** What begins the line behind a statement: a heading, with the time before it in a log. No SQL begins so. */
const halfOfHeading = /(?:^|\n)[*\d][^\n]*$/;

/** In bytes: what the server prints of a statement, and what earlier ones print with the line above it. */
const isAtLimit = (thread: string, statement: string): boolean => {
  const bytes = Buffer.byteLength(statement);
  return bytes >= mostOfStatement - 3 || Math.abs(Buffer.byteLength(thread.trimEnd()) - mostEarlier) <= 3;
};
const mostOfStatement = 3000;
const mostEarlier = 1023;

const missingOf = (
  { transactions, victim }: Omit<DeadlockText, 'missing'>,
  text: string,
  rolledBack: number | undefined,
): readonly string[] => {
  const numbers = transactions.map(({ number }) => number);
  const most = Math.max(0, rolledBack ?? 0, ...numbers);
  const absent = Array.from({ length: most }, (_, at) => at + 1).filter((one) => !numbers.includes(one));
  const parts = partsIn(text);
  return [
    ...(text.startsWith('*** (1) TRANSACTION:') ? [] : ['Its beginning.']),
    ...(isInOrder(parts)
      ? []
      : [
          "The order of InnoDB's headings: a statement looks like a part of the report, and may be told as one.",
        ]),
    ...absent.map((number) => `Transaction ${number}.`),
    ...(transactions.length === 1 && most === 1 ? ['The other transactions.'] : []),
    ...transactions.flatMap((one) => missingOfOne(one, parts)),
    ...unreadLocks(text),
    ...(victim === undefined ? ['Its end: who was rolled back.'] : []),
  ];
};

/** A part of a report: whose it is, and which. */
interface Part {
  readonly number: number;
  readonly what: string;
  /** MariaDB's headings of locks have none. */
  readonly hasNumber: boolean;
}

const partsIn = (text: string): readonly Part[] => {
  let number = 0;
  return withOwnHeadings(sectionsOf(text)).map(({ heading }) => {
    const [, numbered, what = ''] = /^(?:\((\d+)\) )?(\w+)/.exec(heading) ?? [];
    number = numbered === undefined ? number : Number(numbered);
    return { number, what, hasNumber: numbered !== undefined };
  });
};

const headings = ['TRANSACTION', 'HOLDS', 'WAITING', 'CONFLICTING'];

const isInOrder = (parts: readonly Part[]): boolean => {
  const places = parts.map(({ number, what }) =>
    what === 'WE' ? Number.POSITIVE_INFINITY : number * headings.length + headings.indexOf(what),
  );
  return places.every((place, at) => at === 0 || place > (places[at - 1] ?? 0));
};

const missingOfOne = (
  { number, statement, isCut, waits, holds, conflicts }: TransactionText,
  parts: readonly Part[],
): readonly string[] => {
  const last = parts.at(-1);
  const endsIn = last?.number === number ? last.what : '';
  return [
    ...(statement === undefined ? [`The statement of transaction ${number}.`] : []),
    ...(isCut ? [`The end of transaction ${number}'s statement, perhaps.`] : []),
    ...(isOfMariaDb(parts)
      ? unlessTold(conflicts, `What stands in the way of transaction ${number}`, endsIn === 'CONFLICTING')
      : isEarlier(parts) && number === 1
        ? ['What transaction 1 holds: MySQL 5.7 and earlier do not print that.']
        : unlessTold(holds, `What transaction ${number} holds`, endsIn === 'HOLDS')),
    ...(waits === undefined ? [`What transaction ${number} waits for.`] : []),
    ...(waits !== undefined && !waits.isTable && waits.records.length === 0
      ? [`Which entry transaction ${number} waits for.`]
      : []),
  ];
};

/** A list of locks at the end of a text may go on. */
const unlessTold = (locks: readonly RecordedLock[], what: string, isAtEnd: boolean): readonly string[] => {
  if (locks.length === 0) return [`${what}.`];
  return isAtEnd ? [`${what}, perhaps: the list may go on.`] : [];
};

const isOfMariaDb = (parts: readonly Part[]): boolean =>
  parts.some(({ what, hasNumber }) => !hasNumber && what !== 'WE');

/** These print what the second one holds, and not what the first one does. */
const isEarlier = (parts: readonly Part[]): boolean => {
  const first = parts.filter(({ number }) => number === 1).map(({ what }) => what);
  return first[0] === 'TRANSACTION' && first.includes('WAITING') && !first.includes('HOLDS');
};

/** Lines that begin like a lock and are none that is known. */
const unreadLocks = (text: string): readonly string[] => {
  const lines = text.split('\n').filter((line) => /^(?:RECORD|TABLE) LOCKS? /.test(line));
  const unread = lines.filter((line) => locksIn(line).length === 0);
  return unread.map((line) => `A lock whose line is not understood: ${line}`);
};
