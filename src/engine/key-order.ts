/** One column's value in an index entry, as performance_schema prints it in LOCK_DATA. */
type KeyPart =
  | { readonly kind: 'number'; readonly value: number | bigint }
  | { readonly kind: 'text'; readonly value: string }
  /** What InnoDB prints as bytes (decimals, dates, hidden row ids): they are stored so that bytes compare. */
  | { readonly kind: 'bytes'; readonly value: string }
  | { readonly kind: 'null' }
  | { readonly kind: 'other'; readonly value: string };

/** The columns of an entry such as `'Sapiens', 2`: commas in a text do not count. */
export const keyParts = (key: string): readonly string[] =>
  key.match(/'(?:[^']|'')*'|[^,\s](?:[^,]*[^,\s])?/g) ?? [];

/**
 * The entries in the order of their index, or undefined when that cannot be known from their text, for instance
 * because it depends on a collation that the lab does not know. A known order of all neighbours is one of all.
 *
 * @param descending by column, true where the index is in descending order.
 */
export const inKeyOrder = (
  keys: readonly string[],
  descending: readonly boolean[] = [],
): readonly string[] | undefined => {
  const sorted = keys
    .map((key) => ({ key, entry: entryOf(key) }))
    .toSorted((a, b) => compareEntries(a.entry, b.entry, descending) ?? 0);
  const isKnown = sorted.every(({ entry }, at) => {
    const next = sorted[at + 1];
    return next === undefined || (compareEntries(entry, next.entry, descending) ?? 0) < 0;
  });
  return isKnown ? sorted.map(({ key }) => key) : undefined;
};

const entryOf = (key: string): readonly KeyPart[] => keyParts(key).map(partOf);

/** Negative, zero or positive; undefined when that cannot be known. */
const compareEntries = (
  a: readonly KeyPart[],
  b: readonly KeyPart[],
  descending: readonly boolean[],
): number | undefined => {
  if (a.length !== b.length) return undefined;
  for (const [column, part] of a.entries()) {
    const other = b[column];
    const order = other && compareParts(part, other);
    if (order === undefined) return undefined;
    if (order !== 0) return descending[column] ? -order : order;
  }
  return undefined;
};

const partOf = (text: string): KeyPart => {
  if (text === 'NULL') return { kind: 'null' };
  if (/^-?\d+$/.test(text)) return { kind: 'number', value: BigInt(text) };
  if (/^-?\d+\.\d+$/.test(text)) return { kind: 'number', value: Number(text) };
  if (/^0x[\dA-F]+$/i.test(text)) return { kind: 'bytes', value: text.toUpperCase() };
  if (/^'.*'$/s.test(text)) return { kind: 'text', value: text.slice(1, -1).replaceAll("''", "'") };
  return { kind: 'other', value: text };
};

const compareParts = (a: KeyPart, b: KeyPart): number | undefined => {
  // NULL comes before every value. https://dev.mysql.com/doc/refman/9.7/en/working-with-null.html
  if (a.kind === 'null' || b.kind === 'null') return Number(b.kind === 'null') - Number(a.kind === 'null');
  if (a.kind !== b.kind) return undefined;
  if (a.value === b.value) return 0;
  if (a.kind === 'text' && b.kind === 'text') return compareTexts(a.value, b.value);
  if (a.kind === 'other') return undefined;
  return a.value < b.value ? -1 : 1;
};

/** How most people's languages, and MySQL's default collation, order letters, whatever their case. */
const collator = new Intl.Collator('en', { sensitivity: 'base' });

/** Only what holds by bytes and by letters alike is known to hold in the collation of the column. */
const compareTexts = (a: string, b: string): number | undefined => {
  const bytes = a < b ? -1 : 1;
  return Math.sign(collator.compare(a, b)) === bytes ? bytes : undefined;
};
