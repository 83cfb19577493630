import { assert, type IProperty, type Parameters } from 'fast-check';
import { seedOf } from './e2e/monkey/random.ts';

/**
 * Tries a property with values that are always the same, so that no run of the tests fails by chance.
 * ISOLAB_SEED tries others; a failure names its seed.
 */
export const expectAlways = <Values>(property: IProperty<Values>, options: Parameters<Values> = {}): void =>
  assert(property, { seed: seedOf(process.env), ...options });
