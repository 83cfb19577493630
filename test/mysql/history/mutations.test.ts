import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Claim } from '../../../src/engine/claim.ts';
import { type Evidence, isWhole, type LabEvent, type Observation } from '../../../src/engine/events.ts';
import { History } from '../../../src/engine/history/history.ts';
import { type OwnLab, openOwnLab } from '../own-lab.ts';
import { moments } from './moments.ts';
import { allClaims, tell } from './story.ts';

/** What is said of the same events when one thing that the server told is taken out of all of them. */
type Mutation = (observation: Observation & { readonly evidence: Evidence }) => Observation;

const without: Readonly<Record<string, Mutation>> = {
  'the end of transactions': (one) => ({
    ...one,
    evidence: {
      ...one.evidence,
      transactions: one.evidence.transactions.map((record) => ({ ...record, state: 'active' as const })),
    },
  }),
  'the level': (one) => ({
    ...one,
    evidence: {
      ...one.evidence,
      transactions: one.evidence.transactions.map((record) => ({ ...record, level: 'SERIALIZABLE' })),
    },
  }),
  'who is in a transaction': (one) => ({ ...one, evidence: { ...one.evidence, transactions: [] } }),
  'what is not committed': ({ evidence, ...one }) => ({
    ...one,
    newest: one.tables,
    evidence: { ...evidence, unwatched: { ...evidence.unwatched, newest: evidence.unwatched.committed } },
  }),
  'the rows': ({ evidence, ...one }) => ({
    ...one,
    tables: [],
    newest: [],
    evidence: { ...evidence, unwatched: { committed: [], newest: [] } },
  }),
  keys: (one) => ({ ...one, shapes: [] }),
  locks: (one) => ({ ...one, locks: [], evidence: { ...one.evidence, definitions: [] } }),
  snapshots: ({ evidence: { readViews: _, ...evidence }, ...one }) => ({ ...one, evidence }),
  'one snapshot': (one) => ({
    ...one,
    evidence: { ...one.evidence, readViews: Math.max(0, (one.evidence.readViews ?? 0) - 1) },
  }),
  'the same question asked again': (one) => ({ ...one, evidence: { ...one.evidence, asked: [] } }),
  variables: (one) => ({ ...one, evidence: { ...one.evidence, variables: [] } }),
  'the report of the deadlock': ({ evidence: { deadlock: _, ...evidence }, ...one }) => ({
    ...one,
    evidence,
  }),
};

/** What a claim of a kind rests on: without any of these nothing like it can be said. */
const restsOn: Readonly<Record<Exclude<Claim['kind'], 'more' | 'refused'>, readonly string[]>> = {
  'lock-taken': ['locks'],
  wrote: ['the rows', 'keys'],
  'own-version': [
    'the rows',
    'keys',
    'what is not committed',
    'the same question asked again',
    'who is in a transaction',
  ],
  'own-over-others': [
    'the rows',
    'keys',
    'snapshots',
    'one snapshot',
    'the level',
    'the same question asked again',
  ],
  'dirty-read': ['the rows', 'keys', 'the level', 'what is not committed', 'the same question asked again'],
  'not-yet-committed': ['the rows', 'keys', 'what is not committed', 'the same question asked again'],
  'committed-too-late': [
    'the rows',
    'keys',
    'the level',
    'the same question asked again',
    'snapshots',
    'one snapshot',
  ],
  'from-snapshot': ['snapshots', 'one snapshot', 'the level', 'the same question asked again'],
  'passed-over': ['the rows', 'keys', 'locks', 'the same question asked again'],
  deadlock: ['the report of the deadlock'],
  assigned: ['variables'],
};

const saysOf = (events: readonly LabEvent[]): ReadonlySet<string> => {
  const history = new History();
  return new Set(
    events.flatMap((event) => history.follow(event)).flatMap(({ claims }) => claims.map(({ says }) => says)),
  );
};

const mutated = (events: readonly LabEvent[], mutation: Mutation): readonly LabEvent[] =>
  events.map((event): LabEvent => {
    if (!('observation' in event) || !isWhole(event.observation)) return event;
    const { evidence } = event.observation;
    return evidence === undefined
      ? event
      : { ...event, observation: mutation({ ...event.observation, evidence }) };
  });

let own: OwnLab;
beforeAll(async () => {
  own = await openOwnLab();
});
afterAll(() => own[Symbol.asyncDispose]());

describe('a claim falls silent, or says something else, without what it rests on', () => {
  it('whatever that is', async () => {
    const tried = new Set<string>();
    for (const moment of moments.filter(({ says }) => says.length > 0)) {
      const { events } = await tell(own.lab, moment);
      expect(saysOf(events)).toEqual(
        new Set(allClaims(events).flatMap(({ claims }) => claims.map(({ says }) => says))),
      );
      for (const { claims } of allClaims(events)) {
        for (const { kind, says } of claims) {
          if (kind === 'more' || kind === 'refused') continue;
          for (const what of restsOn[kind]) {
            tried.add(`${kind} without ${what}`);
            const mutation = without[what];
            if (mutation === undefined) throw new Error(what);
            expect({
              moment: moment.name,
              what,
              still: saysOf(mutated(events, mutation)).has(says),
              says,
            }).toEqual({
              moment: moment.name,
              what,
              still: false,
              says,
            });
          }
        }
      }
    }
    const all = Object.entries(restsOn).flatMap(([kind, facts]) =>
      facts.map((what) => `${kind} without ${what}`),
    );
    expect([...tried].toSorted()).toEqual(all.toSorted());
  });
});
