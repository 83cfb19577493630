import { tokensOf } from '../../lesson/split-sql.ts';
import { sqlTokens } from '../../lesson/sql-tokens.ts';
import type { Values } from '../../lesson/step.ts';

/** Built-in functions that depend on nothing but what they are given, and change nothing. */
const pure: ReadonlySet<string> = new Set(
  `ABS ADDDATE ANY_VALUE ASCII AVG BIT_AND BIT_LENGTH BIT_OR BIT_XOR CAST CEIL CEILING CHARACTER_LENGTH CHAR_LENGTH
   COALESCE CONCAT CONCAT_WS CONVERT COUNT CUME_DIST DATE DATEDIFF DATE_ADD DATE_FORMAT DATE_SUB DAY DAYOFMONTH
   DAYOFWEEK DAYOFYEAR DENSE_RANK ELT EXTRACT FIELD FIND_IN_SET FIRST_VALUE FLOOR FORMAT GREATEST GROUPING
   GROUP_CONCAT HEX HOUR IF IFNULL INSTR ISNULL JSON_ARRAY JSON_ARRAYAGG JSON_CONTAINS JSON_EXTRACT JSON_LENGTH
   JSON_OBJECT JSON_OBJECTAGG JSON_UNQUOTE JSON_VALUE LAG LAST_DAY LAST_VALUE LCASE LEAD LEAST LEFT LENGTH LOCATE
   LOWER LPAD LTRIM MAX MD5 MID MIN MINUTE MOD MONTH NTH_VALUE NTILE NULLIF ORD PERCENT_RANK POSITION POW POWER
   QUARTER RANK REPEAT REPLACE REVERSE RIGHT ROUND ROW ROW_NUMBER RPAD RTRIM SECOND SHA2 SIGN SPACE SQRT STD STDDEV
   STDDEV_POP STDDEV_SAMP STRCMP SUBDATE SUBSTR SUBSTRING SUBSTRING_INDEX SUM TIME TIMESTAMPDIFF TO_DAYS TRIM TRUNCATE
   UCASE UNHEX UPPER VARIANCE VAR_POP VAR_SAMP WEEKDAY YEAR`.split(/\s+/),
);

/** Words before a parenthesis that is no call's. */
const grammar: ReadonlySet<string> = new Set(
  `ALL AND ANY AS BETWEEN BINARY BY CASE CHAR CROSS DECIMAL DISTINCT DIV ELSE EXCEPT EXISTS FROM HAVING IN INNER INTERSECT IS JOIN LIKE
   LIMIT NOT ON OR OVER PARTITION RECURSIVE REGEXP RLIKE SELECT SOME STRAIGHT_JOIN THEN UNION USING VALUES WHEN WHERE WITH XOR`.split(
    /\s+/,
  ),
);

/** Functions that need no parentheses, and answer to who asks, and when. */
const asking: ReadonlySet<string> = new Set(
  `CURRENT_DATE CURRENT_ROLE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER LOCALTIME LOCALTIMESTAMP SYSDATE UTC_DATE UTC_TIME
   UTC_TIMESTAMP`.split(/\s+/),
);

export interface Word {
  /** In capitals when it is a bare word; its symbol; '' for a literal or a quoted name. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Undefined where comments or hints are run, or the text does not end. */
export const wordsOf = (sql: string): readonly Word[] | undefined => {
  const words: Word[] = [];
  for (const { kind, start, end } of sqlTokens(sql)) {
    if (kind === 'blank' || kind === 'semicolon') continue;
    if (kind !== 'word' && kind !== 'symbol' && kind !== 'string' && kind !== 'quoted-name') return undefined;
    const isBare = kind === 'word' || kind === 'symbol';
    words.push({ text: isBare ? sql.slice(start, end).toUpperCase() : '', start, end });
  }
  return words;
};

const onlyPure = (words: readonly Word[]): boolean =>
  words.every(({ text }, at) => {
    if (text !== '(') return true;
    const before = words[at - 1]?.text;
    if (before === undefined || /^[^\w$]/.test(before)) return true;
    return before !== '' && (pure.has(before) || grammar.has(before));
  });

/** Does the statement call no function but the server's own, which change nothing? When in doubt it does. */
export const callsNothing = (sql: string): boolean => {
  const words = wordsOf(sql);
  return words !== undefined && onlyPure(words);
};

/** What a SELECT asks, and how it locks what it reads. */
export interface PlainQuestion {
  /** Without its locks, and with its values in it. */
  readonly sql: string;
  /** It has one SELECT alone. */
  readonly isFlat: boolean;
  readonly locks?: Locking;
  /** What it answers goes to these @variables, in small letters: there are no rows. */
  readonly into?: readonly string[];
}

export interface Locking {
  /** FOR UPDATE: a shared lock is in its way, too. */
  readonly isExclusive: boolean;
  readonly meetsLocks: 'waits' | 'skips' | 'fails';
}

/**
 * What a statement asks, when anybody else may ask the same: one SELECT (WITH, TABLE, parentheses) that reads no variables
 * and calls no functions that depend on who asks. Undefined otherwise, and where it cannot be told.
 */
export const plainQuestion = (sql: string, values: Values | undefined): PlainQuestion | undefined => {
  const whole = values === undefined ? sql : withValues(sql, values);
  const { text, into } = whole === undefined ? {} : withoutInto(whole);
  const words = text === undefined ? undefined : wordsOf(text);
  if (text === undefined || words === undefined || !onlyPure(words)) return undefined;
  if (words.some(({ text: word }) => asking.has(word))) return undefined;
  const first = words.find(({ text: word }) => word !== '(')?.text ?? '';
  if (!['SELECT', 'TABLE', 'WITH'].includes(first)) return undefined;
  const { end, locks } = lockingEnd(words);
  const rest = words.slice(0, end);
  if (
    rest.some(
      ({ text: word }) =>
        word === '@' || word === ':' || word === 'INTO' || word === 'FOR' || word === 'LOCK',
    )
  )
    return undefined;
  const last = rest.at(-1);
  const isFlat = rest.filter(({ text: word }) => ['SELECT', 'TABLE', 'WITH'].includes(word)).length === 1;
  return (
    last && {
      sql: text.slice(0, last.end),
      isFlat,
      ...(locks && { locks }),
      ...(into && { into }),
    }
  );
};

/** Without INTO @a, @b, wherever that stands. */
const withoutInto = (text: string): { readonly text: string; readonly into?: readonly string[] } => {
  const words = wordsOf(text) ?? [];
  const from = words.findIndex(({ text: word }) => word === 'INTO');
  if (from < 0) return { text };
  const into: string[] = [];
  let end = from;
  for (;;) {
    const name = words[end + 2];
    if (words[end + 1]?.text !== '@' || name === undefined) return { text };
    into.push(text.slice(name.start, name.end).replaceAll('`', '').toLowerCase());
    end += 2;
    if (words[end + 1]?.text !== ',') break;
    end++;
  }
  return { text: `${text.slice(0, words[from]?.start)}${text.slice(words[end]?.end ?? text.length)}`, into };
};

/** Where FOR UPDATE, FOR SHARE or LOCK IN SHARE MODE begins that is the statement's last words. */
const lockingEnd = (words: readonly Word[]): { readonly end: number; readonly locks?: Locking } => {
  const at = words.findLastIndex(({ text }) => text === 'FOR' || text === 'LOCK');
  const ending = words
    .slice(Math.max(at, 0))
    .map(({ text }) => text)
    .join(' ');
  if (at >= 0 && ending === 'LOCK IN SHARE MODE')
    return { end: at, locks: { isExclusive: false, meetsLocks: 'waits' } };
  const [whole, strength, of, how] =
    /^FOR (UPDATE|SHARE)( OF [^()]*?)?( NOWAIT| SKIP LOCKED)?$/.exec(ending) ?? [];
  if (whole === undefined) return { end: words.length };
  // Of a join's tables only those behind OF are locked: which rows were passed over is not told by the answer.
  if (how === undefined || of !== undefined)
    return { end: at, locks: { isExclusive: strength === 'UPDATE', meetsLocks: 'waits' } };
  const meetsLocks = how === ' NOWAIT' ? 'fails' : 'skips';
  return { end: at, locks: { isExclusive: strength === 'UPDATE', meetsLocks } };
};

/** `:name` replaced by literals; undefined where one is not known. */
export const withValues = (sql: string, values: Values): string | undefined => {
  let text = '';
  let colon = false;
  for (const { start, end, isCode } of tokensOf(sql)) {
    const part = sql.slice(start, end);
    if (colon && isCode && /^[A-Za-z_]/.test(part)) {
      const value = values[part];
      if (value === undefined) return undefined;
      text = `${text.slice(0, -1)}${literal(value)}`;
    } else text += part;
    colon = isCode && part === ':';
  }
  return text;
};

const literal = (value: Values[string]): string => {
  if (value === null) return 'NULL';
  if (typeof value !== 'string') return String(value).toUpperCase();
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
};
