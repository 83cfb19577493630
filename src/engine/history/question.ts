import { tokensOf } from '../../lesson/split-sql.ts';
import { sqlTokens } from '../../lesson/sql-tokens.ts';
import type { Values } from '../../lesson/step.ts';

/** Built-in functions that depend on nothing but what they are given, and change nothing. */
const pure: ReadonlySet<string> = new Set(
  `ABS ACOS ADDDATE ANY_VALUE ASCII ASIN ATAN ATAN2 AVG BIN BIN_TO_UUID BIT_AND BIT_COUNT BIT_LENGTH BIT_OR BIT_XOR CAST CEIL
   CEILING CHARACTER_LENGTH CHAR_LENGTH COALESCE CONCAT CONCAT_WS CONV CONVERT COS COT COUNT CRC32 CUME_DIST DATE DATEDIFF
   DATE_ADD DATE_FORMAT DATE_SUB DAY DAYOFMONTH DAYOFWEEK DAYOFYEAR DEGREES DENSE_RANK ELT EXP EXTRACT FIELD FIND_IN_SET
   FIRST_VALUE FLOOR FORMAT FROM_BASE64 FROM_DAYS GREATEST GROUPING GROUP_CONCAT HEX HOUR IF IFNULL INET_ATON INET_NTOA INSTR
   ISNULL IS_UUID JSON_ARRAY JSON_ARRAYAGG JSON_CONTAINS JSON_CONTAINS_PATH JSON_DEPTH JSON_EXTRACT JSON_INSERT JSON_KEYS
   JSON_LENGTH JSON_MERGE_PATCH JSON_MERGE_PRESERVE JSON_OBJECT JSON_OBJECTAGG JSON_OVERLAPS JSON_QUOTE JSON_REMOVE JSON_REPLACE
   JSON_SEARCH JSON_SET JSON_TYPE JSON_UNQUOTE JSON_VALID JSON_VALUE LAG LAST_DAY LAST_VALUE LCASE LEAD LEAST LEFT LENGTH LN
   LOCATE LOG LOG10 LOG2 LOWER LPAD LTRIM MAKEDATE MAKETIME MAX MD5 MICROSECOND MID MIN MINUTE MOD MONTH NTH_VALUE NTILE NULLIF
   OCT OCTET_LENGTH ORD PERCENT_RANK PERIOD_ADD PERIOD_DIFF PI POSITION POW POWER QUARTER QUOTE RADIANS RANK REGEXP_INSTR
   REGEXP_LIKE REGEXP_REPLACE REGEXP_SUBSTR REPEAT REPLACE REVERSE RIGHT ROUND ROW ROW_NUMBER RPAD RTRIM SECOND SEC_TO_TIME SHA
   SHA1 SHA2 SIGN SIN SOUNDEX SPACE SQRT STD STDDEV STDDEV_POP STDDEV_SAMP STRCMP SUBDATE SUBSTR SUBSTRING SUBSTRING_INDEX
   SUBTIME SUM TAN TIME TIMEDIFF TIMESTAMPADD TIMESTAMPDIFF TIME_TO_SEC TO_BASE64 TO_DAYS TO_SECONDS TRIM TRUNCATE UCASE UNHEX
   UPPER UUID_TO_BIN VARIANCE VAR_POP VAR_SAMP WEEKDAY WEEKOFYEAR YEAR`.split(/\s+/),
);

/** Words before a parenthesis that is no call's. */
const grammar: ReadonlySet<string> = new Set(
  `ALL AND ANY AS BETWEEN BINARY BY CASE CHAR CROSS DATETIME DECIMAL DISTINCT DIV ELSE EXCEPT EXISTS FROM HAVING IN INNER INTERSECT
   INTERVAL IS JOIN LATERAL LIKE LIMIT NOT OF ON OR OVER PARTITION RECURSIVE REGEXP RLIKE SELECT SOME STRAIGHT_JOIN THEN UNION USING
   VALUES WHEN WHERE WITH XOR`.split(/\s+/),
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

/** Where one of these stands outside of all parentheses; how many there are where none does. */
export const topLevel = (words: readonly Word[], wanted: readonly string[], from: number): number => {
  let depth = 0;
  for (let at = Math.max(from, 0); at < words.length; at++) {
    const { text = '' } = words[at] ?? {};
    if (text === '(') depth++;
    else if (text === ')') depth--;
    else if (depth === 0 && wanted.includes(text)) return at;
  }
  return words.length;
};

/** What stands between commas outside of all parentheses. */
export const listed = (words: readonly Word[]): readonly (readonly Word[])[] => {
  const comma = topLevel(words, [','], 0);
  return comma === words.length ? [words] : [words.slice(0, comma), ...listed(words.slice(comma + 1))];
};

const onlyPure = (words: readonly Word[]): boolean =>
  words.every(({ text }, at) => {
    if (text !== '(' || isColumnList(words, at)) return true;
    const before = words[at - 1]?.text;
    if (before === undefined || /^[^\w$]/.test(before)) return true;
    return before !== '' && (pure.has(before) || grammar.has(before));
  });

/** Of a common table expression: `name (a, b) AS (…)`. */
const isColumnList = (words: readonly Word[], from: number): boolean => {
  const end = words.findIndex(({ text }, at) => at > from && (text === ')' || text === '('));
  return words[end]?.text === ')' && words[end + 1]?.text === 'AS' && words[end + 2]?.text === '(';
};

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
        word === '@' || word === ':' || ['INTO', 'FOR', 'LOCK', 'UPDATE', 'DELETE'].includes(word),
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
