/** One measured thing: milliseconds unless the name says otherwise. */
export interface Figure {
  readonly name: string;
  readonly runs: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly unit: string;
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;

export const figure = (name: string, samples: readonly number[], unit = 'ms'): Figure => {
  const sorted = samples.toSorted((a, b) => a - b);
  return {
    name,
    runs: samples.length,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    max: sorted.at(-1) ?? Number.NaN,
    unit,
  };
};

/** Times what `task` does, `runs` times in a row. */
export const timed = async (runs: number, task: () => Promise<void>): Promise<readonly number[]> => {
  const samples: number[] = [];
  for (let run = 0; run < runs; run++) {
    const begun = performance.now();
    await task();
    samples.push(performance.now() - begun);
  }
  return samples;
};

const columns = ['what', 'runs', 'p50', 'p95', 'p99', 'max', 'unit'] as const;

export const table = (figures: readonly Figure[]): string => {
  const round = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0));
  const rows = figures.map((one) => [
    one.name,
    String(one.runs),
    round(one.p50),
    round(one.p95),
    round(one.p99),
    round(one.max),
    one.unit,
  ]);
  const widths = columns.map((title, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) =>
        index === 0 || index === columns.length - 1
          ? cell.padEnd(widths[index] ?? 0)
          : cell.padStart(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [columns, ...rows].map((row) => line(row)).join('\n');
};
