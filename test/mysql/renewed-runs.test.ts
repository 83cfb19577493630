import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatementClaims } from '../../src/engine/claim.ts';
import type { LabEvent } from '../../src/engine/events.ts';
import { judge } from '../../src/engine/judge/judge.ts';
import { missedWait } from '../../src/engine/judge/missed-wait.ts';
import type { LabServer } from '../../src/engine/ports.ts';
import { SandboxPool } from '../../src/engine/run/sandbox-pool.ts';
import { startRun } from '../../src/engine/run/start-run.ts';
import type { LabState } from '../../src/engine/state.ts';
import { lessonsFolder, loadCatalogue } from '../../src/index.ts';
import type { Script } from '../../src/lesson/script.ts';
import type { LabWithRedis } from '../../src/redis/with-redis.ts';
import { casesOf } from '../../src/verify/cases.ts';
import { workOff } from '../../src/verify/work-off.ts';
import { isSoak, seedOf } from '../campaign.ts';
import { Random } from '../e2e/monkey/random.ts';
import { openLabWithRedis } from '../redis/real-redis.ts';
import { clock } from './real-lab.ts';

let lab: LabWithRedis;
let pool: SandboxPool;
beforeAll(async () => {
  lab = await openLabWithRedis();
  pool = new SandboxPool(lab);
});
afterAll(async () => {
  await pool[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

interface Ran {
  readonly events: readonly LabEvent[];
  readonly state: LabState;
}

const ran = async (
  server: LabServer,
  script: Script,
  evidence: 'everything' | 'outcomes' = 'everything',
): Promise<Ran> => {
  for (;;) {
    const events: LabEvent[] = [];
    await using run = await startRun({
      script,
      server,
      clock,
      evidence,
      emit: (event) => events.push(event),
    });
    const state = await run.finish();
    // A machine that stood still for a second has shown nothing.
    if (!missedWait(state)) return { events, state };
  }
};

/** Several answers that come at once are told in any order: here in that of the statements. */
const inTurn = (events: readonly LabEvent[]): readonly LabEvent[] => {
  const told = [...events];
  for (let from = 0; from < told.length; from++) {
    let to = from;
    while (told[to]?.type === 'statement-finished') to++;
    const answers = told.slice(from, to).filter((event) => event.type === 'statement-finished');
    told.splice(from, answers.length, ...answers.toSorted((a, b) => a.statement - b.statement));
    from = Math.max(from, to);
  }
  return told;
};

/** The server counts everybody's snapshots and remembers one deadlock: others are at work beside this run. */
const needsQuiet = new Set(['from-snapshot', 'own-version', 'own-over-others', 'deadlock']);

const certain = (seen: readonly StatementClaims[]): unknown =>
  seen.flatMap(({ statement, claims }) =>
    claims.flatMap(({ says, ...claim }) => {
      const { snapshot, ...rest } =
        claim.kind === 'committed-too-late' ? claim : { snapshot: undefined, ...claim };
      return needsQuiet.has(claim.kind) ? [] : [{ statement, ...rest }];
    }),
  );

const comparable = (event: LabEvent): unknown => {
  if (event.type !== 'settled') return event;
  const { snapshots: _, ...rest } = event;
  return { ...rest, seen: certain(event.seen ?? []) };
};

/** Times are never the same; how busy the machine was is no part of what happened. */
const told = ({ events, state }: Ran): unknown =>
  withoutNames(
    inTurn(events.filter(({ type }) => type !== 'statement-running')).map((event) =>
      JSON.parse(
        JSON.stringify(comparable(event), (key, value) =>
          others.has(key) ||
          (key === 'locks' && deletes(state)) ||
          (key === 'key' && shutsOut(state)) ||
          (numbers.has(key) && countsItself(state))
            ? undefined
            : Array.isArray(value) && rollsBack(state)
              ? value.filter((one) => !isHadGap(one))
              : value,
        ),
      ),
    ),
  );

/** When a row that was deleted leaves its index is up to the server's purge: until then a lock may be on its entry, later on a gap. */
const deletes = ({ script }: LabState): boolean => script.steps.some(({ sql }) => /\bdelete\b/i.test(sql));

/**
 * Who waits for a row that its writer rolls back is woken when the row is gone, a moment before the locks of the writer are: it
 * may have to wait for the gap, too, and has an insert intention then.
 */
const rollsBack = ({ script, timeline }: LabState): boolean =>
  script.steps.some(({ does, sql }) => does?.kind === 'crash' || /\b(?:rollback|kill)\b/i.test(sql)) ||
  timeline.some((one) => one.kind === 'statement' && one.outcome?.kind === 'error');
const isHadGap = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  value.kind === 'insert-intention' &&
  'status' in value &&
  value.status === 'granted';

/**
 * The server tells the key of a lock while its page is in memory. Whose page is thrown out, for others that are at work, comes
 * in again with the lab's next reading of the table, but not while a session keeps everybody out of it.
 */
const shutsOut = ({ script }: LabState): boolean =>
  script.steps.some(({ sql }) => /^lock tables\b.*\bwrite\b/i.test(sql));

/** The server numbers its connections: what a program writes down of its own, and others read, is another number in each run. */
const numbers = new Set(['after', 'value']);
const countsItself = ({ script }: LabState): boolean =>
  script.steps.some(({ sql }) => /^insert\b.*\bconnection_id\(\)/is.test(sql));

/** Evidence counts a connection's transactions, also those of the run before. */
const others = new Set(['at', 'tookMs', 'waitedMs', 'evidence']);
/**
 * Of schemas and accounts, what a lesson makes of its schema's name (SHA2(…, 224)), hidden row ids, which the server counts, and
 * what its clock says.
 */
const names = /isolab_[0-9a-f]{8}_\d+|[0-9a-f]{56}|0x0{6}[0-9A-F]{6}|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}/g;

const withoutNames = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll(names, 'own'));

/** Which of what a lesson allows the server has chosen. */
const choices = ({ state }: Ran): string =>
  JSON.stringify(
    judge(state).flatMap(({ place, what, chosen }) => (chosen === undefined ? [] : [[place, what, chosen]])),
  );

/** What happened by name is not among them. */
const outcomesOf = ({ state }: Ran): unknown =>
  withoutNames(judge(state).filter(({ place }) => place !== 'happened'));

const cases = casesOf((await loadCatalogue(lessonsFolder())).lessons).flatMap(({ id, lesson, proves }) =>
  proves.kind === 'steps' ? [{ id, lesson, script: proves.script }] : [],
);

/** Of each lesson so many levels and variants; all of them when there is time. */
const ofEach = isSoak ? Number.POSITIVE_INFINITY : 1;
const random = new Random(seedOf(process.env));
const scripts = [...Map.groupBy(cases, ({ lesson }) => lesson.id).values()].flatMap((all) =>
  random.eachOnce(all).slice(0, ofEach),
);

describe('every lesson, at some levels and in some variants', () => {
  type Compared = readonly [id: string, fresh: unknown, other: unknown];
  const differences: Compared[] = [];
  const judged: Compared[] = [];
  beforeAll(async () => {
    const { signal } = new AbortController();
    await workOff(scripts, 6, signal, async ({ id, script }) => {
      const fresh = await ran(lab, script);
      const renewed = await ran(pool, script);
      const outcomes = await ran(pool, script, 'outcomes');
      if (choices(fresh) === choices(renewed)) differences.push([id, told(fresh), told(renewed)]);
      if (choices(fresh) === choices(outcomes)) judged.push([id, outcomesOf(fresh), outcomesOf(outcomes)]);
    });
  });

  it('tells the same on a sandbox that was used before', () => {
    expect(differences.length).toBeGreaterThan(scripts.length * 0.9);
    for (const [id, fresh, renewed] of differences) expect([id, renewed]).toEqual([id, fresh]);
  });

  it('comes to the same when only the outcomes are looked at', () => {
    expect(judged.length).toBeGreaterThan(scripts.length * 0.9);
    for (const [id, fresh, outcomes] of judged) expect([id, outcomes]).toEqual([id, fresh]);
  });
});
