import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/engine/judge/finding.ts';
import { judge } from '../../src/engine/judge/judge.ts';
import { reduce } from '../../src/engine/reduce.ts';
import type { LabState } from '../../src/engine/state.ts';
import { lessonsFolder, loadCatalogue, planVerify } from '../../src/index.ts';
import type { LabWithRedis } from '../../src/redis/with-redis.ts';
import type { CaseResult } from '../../src/verify/case-result.ts';
import { judgePair } from '../../src/verify/judge-pair.ts';
import { verify } from '../../src/verify/verify.ts';
import { isSoak, seedOf } from '../campaign.ts';
import { Random } from '../e2e/monkey/random.ts';
import { clock } from '../mysql/real-lab.ts';
import { openLabWithRedis } from '../redis/real-redis.ts';
import { type Mutant, mutantsOf } from './mutants.ts';

/**
 * What a lesson expects has no influence on its run, so every mutant is judged by what the unchanged lesson
 * came to: thousands of them for one run of each case. The two levels are those that differ most.
 * test/cli/verify.test.ts breaks lesson files.
 */
const { lessons } = await loadCatalogue(lessonsFolder());
const levels = ['READ COMMITTED', 'SERIALIZABLE'] as const;
const whole = planVerify(lessons, {
  levels: isSoak ? levels : [new Random(seedOf(process.env)).pick(levels)],
});
// A burst is judged round by round; test/verify/burst.test.ts breaks its claims.
const cases = whole.cases.filter(({ proves }) => proves.kind === 'steps');
// Some bugs show in other orders alone.
const broken = new Set(
  cases.flatMap(({ id, proves }) =>
    proves.kind === 'steps' && proves.script.end?.invariant === 'violated' ? [id] : [],
  ),
);
const pairs = whole.pairs
  .filter(({ bug }) => broken.has(bug))
  // Other orders have no mutants: test/verify/orders.test.ts has a fix that holds in some of them.
  .map(({ explorations: _, ...pair }) => pair);
const plan = { cases, pairs };
const results = new Map<string, CaseResult>();

let lab: LabWithRedis;
beforeAll(async () => {
  lab = await openLabWithRedis();
  await verify(plan, {
    server: lab,
    clock,
    jobs: 8,
    repeat: 1,
    bail: false,
    limitMs: 240_000,
    signal: new AbortController().signal,
    emit: (event) => {
      if (event.type === 'case-finished') results.set(event.case, event.result);
    },
  });
}, 900_000);
afterAll(() => lab[Symbol.asyncDispose]());

const resultOf = (id: string): CaseResult => {
  const result = results.get(id);
  if (result === undefined) throw new Error(`${id} was not run`);
  return result;
};

const stateOf = ({ recording }: CaseResult): LabState => {
  const state = recording.reduce<LabState | undefined>(reduce, undefined);
  if (state === undefined) throw new Error('Nothing was recorded');
  return state;
};

const isSeen = (findings: readonly Finding[], { place }: Mutant): boolean =>
  findings.some((finding) => finding.place === place && finding.verdict !== 'holds');

describe('a lesson that claims one thing more wrongly, or one thing less, is seen', () => {
  it.each(plan.cases.map(({ id }) => id))('%s', (id) => {
    const result = resultOf(id);
    expect(result).toMatchObject({ status: 'passed' });
    const state = stateOf(result);
    const chosen = (place: Finding['place']) =>
      result.findings.find((one) => one.place === place && one.what === 'one of several outcomes')?.chosen;
    const mutants = mutantsOf(state.script, chosen);
    expect(mutants.length).toBeGreaterThan(state.script.steps.length);
    const survivors = mutants.filter((mutant) => !isSeen(judge({ ...state, script: mutant.script }), mutant));
    expect(survivors.map(({ place, what }) => ({ place, what }))).toEqual([]);
  });
});

describe('a pair of which one half is not so is seen', () => {
  it.each(plan.pairs.map((pair) => [pair.id, pair] as const))('%s', (_, pair) => {
    const judgeWith = (changed: Readonly<Record<string, string>>) =>
      judgePair(pair, (id) => resultOf(changed[id] ?? id));
    expect(judgeWith({})).toMatchObject({ status: 'passed', without: 'violated', with: 'holds' });
    expect(judgeWith({ [pair.fix]: pair.bug })).toMatchObject({ status: 'failed', with: 'violated' });
    expect(judgeWith({ [pair.bug]: pair.fix })).toMatchObject({ status: 'failed', without: 'holds' });
  });
});
