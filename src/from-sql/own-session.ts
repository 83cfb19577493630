import { isEnd, startsTransaction } from '../lesson/statement-kind.ts';

/** A statement of somebody's own, and what the application does with what comes of it. */
export interface OwnStatement {
  readonly sql: string;
  /** Its name within its session. */
  readonly as?: string;
  /** Conditions in the order in which they are tried, with what is answered. */
  readonly rejectIf?: readonly (readonly [condition: string, answer: string])[];
  readonly answer?: string;
  readonly when?: { readonly name: string; readonly condition: string };
  readonly keep?: Readonly<Record<string, string>>;
}

/** What one connection sends, in its order. */
export interface OwnSession {
  /** Who it is: a file, a connection of a log. */
  readonly role: string;
  readonly statements: readonly OwnStatement[];
}

/** How a connection stands after these statements, its first ones, by their own words. */
export const standingAfter = (
  statements: readonly Pick<OwnStatement, 'sql'>[],
): { readonly isOpen: boolean; readonly autocommit: boolean } => {
  let isOpen = false;
  let autocommit = true;
  for (const { sql } of statements) {
    const set = /^set\b.*?(?<!global[\s.]+)\bautocommit\s*:?=\s*['"]?(\w+)/is.exec(sql)?.[1];
    if (set !== undefined) autocommit = !/^(0|off|false)$/i.test(set);
    if (startsTransaction(sql)) isOpen = true;
    // Setting it to 1 commits: https://dev.mysql.com/doc/refman/9.7/en/commit.html
    else if (isEnd(sql) || (set !== undefined && autocommit)) isOpen = false;
    else if (!autocommit && set === undefined) isOpen = true;
  }
  return { isOpen, autocommit };
};
