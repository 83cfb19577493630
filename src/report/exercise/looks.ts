import type { Paint } from '../paint.ts';

export interface Looks {
  readonly width: number;
  readonly paint: Paint;
}
