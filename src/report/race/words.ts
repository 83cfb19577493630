import type { Share } from '../../race/interval.ts';
import type { Latency } from '../../race/latency.ts';

/** Times of a burst: short ones with a digit more, since they are all short. */
export const msWords = (ms: number): string => `${ms < 100 ? ms.toFixed(1) : Math.round(ms)} ms`;

export const latencyWords = ({ p50, p95, p99, max }: Latency): string =>
  `p50 ${msWords(p50)}, p95 ${msWords(p95)}, p99 ${msWords(p99)}, max ${msWords(max)}`;

/** "96 % (95 % interval 90.2 to 98.4 %)" */
export const shareWords = ({ share, from, to }: Share): string =>
  `${percent(share)} % (95 % interval ${percent(from)} to ${percent(to)} %)`;

export const percentWords = (share: number): string => `${percent(share)} %`;

const percent = (share: number): string => (share * 100).toFixed(1).replace(/\.0$/, '');
