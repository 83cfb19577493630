import type { BuildContext } from './build-context.ts';
import type { Path } from './yaml-source.ts';

const unitMs = { ms: 1, s: 1000, m: 60_000 } as const;
const longestMs = 10 * 60_000;

/** A time such as 500ms, 5s or 1m, in ms. */
export const buildTime = (data: string, path: Path, context: BuildContext): number => {
  const unit = data.endsWith('ms') ? 'ms' : data.endsWith('s') ? 's' : 'm';
  const ms = Number.parseFloat(data) * unitMs[unit];
  if (ms < 1 || ms > longestMs) context.report(path, 'a time is at least 1ms and at most 10m');
  return ms;
};
