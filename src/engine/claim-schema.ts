import { z } from 'zod';
import type { RunTransaction, StatementClaims } from './claim.ts';

/** The shape of recorded claims. A later version's kinds are left out: nothing is said of them here. */

const index = z.int().min(0);
const text = z.string();
const value = z.string().nullable();
export const place = z.object({ statement: index, step: index.exactOptional(), verb: text });
const open = z.object({ since: place.exactOptional() });
const version = { table: text, row: z.array(value) };

/** As `lockDetail` of the events. */
export const lockDetail = {
  kind: z.enum(['record', 'gap', 'next-key', 'insert-intention', 'table', 'metadata', 'named']),
  object: text,
  of: text.exactOptional(),
  index: text.exactOptional(),
  partition: text.exactOptional(),
  mode: text,
  key: text.exactOptional(),
};

const lock = z.object(lockDetail);
const says = text;
const session = text;
const notSeen = { says, session, ...version, writer: text, isDeleted: z.boolean() };

const claim = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('lock-taken'),
    says,
    session,
    holder: text,
    lock,
    heldMode: text.exactOptional(),
    taken: place,
    waits: z.boolean(),
    open: open.exactOptional(),
  }),
  z.object({ kind: z.literal('own-version'), says, session, ...version, wrote: place }),
  z.object({
    kind: z.literal('own-over-others'),
    says,
    session,
    ...version,
    wrote: place,
    over: z.object({ ...version, writer: text, wrote: place }),
  }),
  z.object({ kind: z.literal('dirty-read'), ...notSeen, wrote: place }),
  z.object({ kind: z.literal('not-yet-committed'), ...notSeen, wrote: place, open: open.exactOptional() }),
  z.object({
    kind: z.literal('committed-too-late'),
    ...notSeen,
    committed: place,
    snapshot: place.exactOptional(),
  }),
  z.object({ kind: z.literal('from-snapshot'), says, session, snapshot: place }),
  z.object({
    kind: z.enum(['passed-over', 'refused']),
    says,
    session,
    holder: text,
    ...version,
    lock,
    taken: place.exactOptional(),
  }),
  z.object({
    kind: z.literal('deadlock'),
    says,
    victim: session,
    circle: z.array(
      z.object({
        session,
        lock,
        heldMode: text.exactOptional(),
        queued: z.literal(true).exactOptional(),
        with: place,
        closes: z.literal(true).exactOptional(),
      }),
    ),
  }),
  z.object({ kind: z.literal('assigned'), says, session, name: text, value }),
  z.object({
    kind: z.literal('wrote'),
    says,
    session,
    table: text,
    rows: z.array(z.object({ before: version.row.exactOptional(), after: version.row.exactOptional() })),
    more: index.exactOptional(),
    waits: z.boolean(),
  }),
  z.object({ kind: z.literal('more'), says, count: index }),
]);

const isKnown = (one: unknown): boolean =>
  !(typeof one === 'object' && one !== null && 'kind' in one) ||
  claim.options.some(({ shape }) => shape.kind.safeParse(one.kind).success);

export const runTransaction = z.object({
  session,
  level: text,
  autocommit: z.boolean(),
  since: place.exactOptional(),
  ended: z
    .object({ how: z.enum(['committed', 'rolled back', 'unknown']), by: place.exactOptional() })
    .exactOptional(),
}) satisfies z.ZodType<RunTransaction>;

export const statementClaims = z.object({
  statement: index,
  claims: z.preprocess((claims) => (Array.isArray(claims) ? claims.filter(isKnown) : claims), z.array(claim)),
}) satisfies z.ZodType<StatementClaims>;
