/** Times in ms. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** The nearest measured value of each rank; undefined when nothing was measured. */
export const latencyOf = (samples: readonly number[]): Latency | undefined => {
  const sorted = Float64Array.from(samples).toSorted();
  const max = sorted.at(-1);
  if (max === undefined) return undefined;
  const rank = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? max;
  return { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99), max };
};
