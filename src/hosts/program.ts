/** How to run one mysqld: the embedded one comes with a loader and libraries of its own. */
export interface ServerProgram {
  readonly file: string;
  /** What stands before mysqld's own arguments. */
  readonly before: readonly string[];
  /** Options of this installation; mysqld wants them after --no-defaults. */
  readonly options: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Puts a program and its options into one command line; --no-defaults must come first. */
export const commandLine = (program: ServerProgram, [first, ...rest]: readonly string[]): string[] => [
  ...program.before,
  ...(first === undefined ? [] : [first]),
  ...program.options,
  ...rest,
];

/** A mysqld and a data directory to copy for it. */
export interface PrivateServer {
  readonly provider: 'mysqld' | 'embedded';
  /** Of MySQL, for people. */
  readonly version: string;
  readonly program: ServerProgram;
  readonly template: string;
}
