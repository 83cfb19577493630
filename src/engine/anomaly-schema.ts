import { z } from 'zod';
import { anomalyKinds } from '../lesson/anomaly-names.ts';
import type { Happened } from './anomaly.ts';
import { place } from './claim-schema.ts';

/** The shape of what a run has come to. A later version's kinds are left out. */

const text = z.string();
const key = z.array(text.nullable());
const party = z.object({
  session: text,
  since: place.exactOptional(),
  rolledBack: z.literal(true).exactOptional(),
});

const reasons = ['snapshot', 'uncommitted'] as const;

const anomaly = z.object({
  kind: z.enum(anomalyKinds),
  parties: z.array(party),
  links: z.array(
    z.object({
      kind: z.enum(['ww', 'wr', 'rw', 'next']),
      of: z.enum(['row', 'answer']),
      table: text,
      key,
      first: place,
      second: place,
      locking: z.literal(true).exactOptional(),
      own: place.exactOptional(),
      unseen: z.enum(reasons).exactOptional(),
      committed: place.exactOptional(),
      check: z.literal(true).exactOptional(),
    }),
  ),
  says: text,
});

const doubts = [
  'unknown-read',
  'runs-more',
  'several-versions',
  'unknown-writer',
  'keyless',
  'unversioned',
  'unread',
  'too-long',
  'remade',
  'open',
  'redis',
] as const;

const doubt = z.object({
  why: z.enum(doubts),
  session: text.exactOptional(),
  at: place.exactOptional(),
  table: text.exactOptional(),
  key: key.exactOptional(),
  says: text,
});

const known = <T extends z.ZodType>(one: T, isKnown: (value: unknown) => boolean) =>
  z.preprocess((list) => (Array.isArray(list) ? list.filter(isKnown) : list), z.array(one));

const isOneOf = (name: string, values: readonly string[]) => (value: unknown) =>
  typeof value !== 'object' || value === null || values.includes(String(Reflect.get(value, name)));

export const happened = z.object({
  anomalies: known(anomaly, isOneOf('kind', anomalyKinds)),
  more: z.int().exactOptional(),
  doubts: known(doubt, isOneOf('why', doubts)),
  order: z.array(party).exactOptional(),
  unseen: z.array(z.object({ session: text, at: place, why: z.enum(reasons) })).exactOptional(),
  heldWrites: z.array(z.object({ session: text, at: place, over: text })).exactOptional(),
}) satisfies z.ZodType<Happened>;
