/** A number as text has it: its sign, its digits without zeros at the ends, and where the point is before the first of them. */
interface Decimal {
  readonly sign: -1 | 0 | 1;
  readonly digits: string;
  readonly exponent: number;
}

/** Is it a number as SQL writes one? `0x1F` and `1,000` are none. */
export const isDecimal = (text: string): boolean => decimalOf(text) !== undefined;

/**
 * Below 0, 0 or above 0, as the first number is below, equal to or above the second; undefined where one is no number.
 * Exact, however many digits there are: a DECIMAL(65) and a BIGINT do not fit into a floating point number.
 */
export const compareDecimals = (one: string, other: string): number | undefined => {
  const a = decimalOf(one);
  const b = decimalOf(other);
  if (a === undefined || b === undefined) return undefined;
  if (a.sign !== b.sign || a.sign === 0) return a.sign - b.sign;
  return a.sign * (a.exponent - b.exponent || compareDigits(a.digits, b.digits));
};

const decimalOf = (text: string): Decimal | undefined => {
  const [, minus, whole = '', fraction = '', power = '0'] =
    /^(?:\+|(-))?(?=\.?\d)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,9}))?$/i.exec(text.trim()) ?? [];
  if (whole === '' && fraction === '') return undefined;
  const all = whole + fraction;
  const leading = /^0*/.exec(all)?.[0].length ?? 0;
  const digits = all.slice(leading).replace(/0+$/, '');
  if (digits === '') return { sign: 0, digits, exponent: 0 };
  return {
    sign: minus === undefined ? 1 : -1,
    digits,
    exponent: whole.length - leading + Number(power),
  };
};

/** Both begin at the same place after the point. */
const compareDigits = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1);
