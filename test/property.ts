import { assert, type IProperty, type Parameters } from 'fast-check';
import { seedOf } from './campaign.ts';

/** Tries a property with many values (see campaign.ts); a failure names its seed. */
export const expectAlways = <Values>(property: IProperty<Values>, options: Parameters<Values> = {}): void =>
  assert(property, { seed: seedOf(process.env), ...options });
