/** How much and how long, as people read it everywhere. */

/** "1 row", "2 rows", "0 rows". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** The same of what there is, where "no row" says that it is empty. */
export const amount = (count: number, one: string): string =>
  count === 0 ? `no ${one}` : counted(count, one);

/** Of what there may be more than anybody counts: "70", "1,204"; from ten million on "1.6·10⁸". */
export const inShort = (count: bigint): string => {
  if (count < 10_000_000n) return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
  const [digits = '', exponent = ''] = Number(count).toExponential(1).split('e+');
  const raised = Array.from(exponent, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
  return `${digits.replace(/\.0$/, '')}·10${raised}`;
};

/** "1 answer: right", "2 of 3 answers right". */
export const scoreWords = ({ right, given }: { readonly right: number; readonly given: number }): string =>
  given === 1 ? `1 answer: ${right === 1 ? 'right' : 'wrong'}` : `${right} of ${given} answers right`;

/** What is left out of a list. */
export const andMore = (count: number, one: string): string =>
  `… and ${count} more ${count === 1 ? one : `${one}s`}`;

/** "A and B". */
export const listed = (names: readonly string[]): string => names.join(' and ');

/** Milliseconds as people read them: "12 ms", "2.4 s", "48 s", "1 min 5 s", "2 h". */
export const duration = (ms: number): string => {
  if (ms < 99.5) return `${Math.max(1, Math.round(ms))} ms`;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? parts(minutes, 'min', seconds % 60, 's')
    : parts(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
};

const parts = (most: number, unit: string, rest: number, smaller: string): string =>
  rest === 0 ? `${most} ${unit}` : `${most} ${unit} ${rest} ${smaller}`;
