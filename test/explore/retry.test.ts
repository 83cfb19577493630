import { describe, expect, it } from 'vitest';
import { chooseRecorded } from '../../src/cli/actions/choose-recorded.ts';
import type { LabEvent } from '../../src/engine/events.ts';
import type { LabServer } from '../../src/engine/ports.ts';
import { parseRecordings } from '../../src/engine/recording.ts';
import { recordingLine } from '../../src/engine/recording-line.ts';
import { reduce } from '../../src/engine/reduce.ts';
import { SandboxPool } from '../../src/engine/run/sandbox-pool.ts';
import { startRun } from '../../src/engine/run/start-run.ts';
import type { LabState } from '../../src/engine/state.ts';
import type { Exploration } from '../../src/explore/exploration.ts';
import type { Level } from '../../src/lesson/level.ts';
import { parseLesson } from '../../src/lesson/parse.ts';
import { withRequests } from '../../src/lesson/requests.ts';
import { type Script, scriptOf } from '../../src/lesson/script.ts';
import { caseReport } from '../../src/report/explore/case-report.ts';
import { TextReport } from '../../src/report/text.ts';
import { recordedLesson } from '../../src/ui/host/recorded-lesson.ts';
import { clock } from '../mysql/real-lab.ts';
import { addBook } from '../race/applications.ts';
import { cells, connect } from '../server/sql.ts';
import { countsOf, exploringHere } from './explored.ts';

const here = exploringHere();

const retrying = (retry: string): string =>
  addBook
    .replace('\n  steps:', `\n  retry: ${retry}\n  steps:`)
    .replace('KEY, name', 'KEY, shelf INT UNIQUE, name');

const requestsOf = (
  text: string,
  { requests = 2, level = 'SERIALIZABLE', order }: { requests?: number; level?: Level; order?: string } = {},
): Script =>
  scriptOf(withRequests(parseLesson(text), requests), { level, ...(order !== undefined && { order }) });

/** How many interleavings come to each kind and to who tried again. */
const told = ({ outcomes }: Exploration) =>
  outcomes.map(({ kind, interleavings, victims, triedAgain }) => ({
    kind,
    interleavings: Number(interleavings),
    victims: victims.join(),
    triedAgain: triedAgain
      .map(({ session, attempts, isThrough }) => `${session}${attempts}${isThrough ? '' : '!'}`)
      .join(),
  }));

const patient = retrying('{ on: [1213], times: 3, backoff: 20ms }');
/** Both have looked before one inserts. */
const deadlock = 'AABBABAB';

describe('a handler that tries again', () => {
  it('after a deadlock makes every order like one after the other, and says who did', async () => {
    const recorded: (readonly LabEvent[])[] = [];
    const explored = await here().explored(requestsOf(patient), {
      record: (events) => recorded.push(events),
    });
    expect(told(explored)).toEqual([
      { kind: 'serial', interleavings: 18, victims: 'A', triedAgain: 'A2' },
      { kind: 'serial', interleavings: 18, victims: 'B', triedAgain: 'B2' },
      { kind: 'serial', interleavings: 17, victims: '', triedAgain: '' },
      { kind: 'serial', interleavings: 17, victims: '', triedAgain: '' },
    ]);
    const apart = await here().explored(requestsOf(patient), { together: false });
    expect(told(apart)).toEqual(told(explored));
    expect(apart.runs).toBeGreaterThan(explored.runs);
    expect(countsOf(explored)).toMatchObject({ broken: 0, odd: 0, deadlock: 36, waitOnly: 24, neither: 10 });
    expect(explored.covered.interleavings).toBe(70n);
    expect(caseReport(explored).outcomes.map(({ triedAgain }) => triedAgain)).toEqual([
      [{ session: 'A', attempts: 2, through: true }],
      [{ session: 'B', attempts: 2, through: true }],
      [],
      [],
    ]);
    // It says of a victim what the request came to in the end.
    const again = explored.orders.find(({ triedAgain }) => triedAgain.length > 0);
    expect(again?.end.answers.map(({ session, answer }) => `${session} ${answer}`)).toEqual([
      'B 201 {"id":"1","name":"Sapiens"}',
      'A Sapiens is there already',
    ]);
    expect(again?.leftOut).toEqual([]);
    // Each is kept as a run in its order, is found by it, and goes the same way again.
    const runs = parseRecordings(recorded.flat().map(recordingLine).join(''));
    const kept = chooseRecorded(runs, { order: again?.order });
    const state = kept.reduce<LabState | undefined>(reduce, undefined);
    expect(state?.finished?.end).toBe('complete');
    expect(state?.script.steps.length).toBe(12);
    expect(recordedLesson(kept).lesson.steps.length).toBe(8);
    expect(await textOf(requestsOf(patient, { order: again?.order ?? '' }))).toContain(
      `${again?.triedAgain[0]?.session} tries again: attempt 2 of 4`,
    );
  });
});

const textOf = async (script: Script): Promise<string> => {
  let text = '';
  const report = new TextReport({ width: 100, color: false, write: (more) => (text += more) });
  await using run = await startRun({
    script,
    server: here().pool,
    clock,
    emit: (event, state) => report.tell(event, state),
  });
  await run.finish();
  return text;
};

describe('what comes of it is compared as it is', () => {
  it('where all attempts fail', async () => {
    const text = retrying('{ on: [ER_DUP_ENTRY], times: 2, backoff: 20ms }')
      .replace("reject_if: { found: '{name} is there already' }", 'keep: { other: id }')
      .replace('(name) VALUES (:name)', '(shelf, name) VALUES (1, :name)');
    const explored = await here().explored(requestsOf(text, { level: 'READ COMMITTED' }));
    expect(told(explored)).toEqual([
      { kind: 'serial', interleavings: 35, victims: '', triedAgain: 'B3!' },
      { kind: 'serial', interleavings: 35, victims: '', triedAgain: 'A3!' },
    ]);
  });

  it('where the error is not one of those', async () => {
    const impatient = await here().explored(requestsOf(retrying('{ on: [1205], times: 3, backoff: 20ms }')));
    const without = await here().explored(
      requestsOf(retrying('{ on: [1213], times: 1, backoff: 20ms }').replace(/\n {2}retry: .*/, '')),
    );
    expect(told(impatient)).toEqual(told(without));
    expect(told(impatient)).toEqual([
      { kind: 'deadlock', interleavings: 18, victims: 'A', triedAgain: '' },
      { kind: 'deadlock', interleavings: 18, victims: 'B', triedAgain: '' },
      { kind: 'serial', interleavings: 17, victims: '', triedAgain: '' },
      { kind: 'serial', interleavings: 17, victims: '', triedAgain: '' },
    ]);
  });

  it('where an attempt that failed has committed something before', async () => {
    const text = patient.replace(
      '    begin:',
      '    log: INSERT INTO books (name) VALUES (UUID())\n    begin:',
    );
    const explored = await here().explored(requestsOf(text));
    expect(told(explored).flatMap(({ kind, triedAgain }) => (triedAgain === '' ? [] : [kind]))).toEqual([
      'odd',
      'odd',
    ]);
  });

  it('where two of three are victims', async () => {
    const explored = await here().explored(requestsOf(patient, { requests: 3 }), {
      words: ['AABBCCABCABC', 'CCBBAACBACBA', 'AAAABBBBCCCC'],
    });
    expect(told(explored)).toEqual([
      { kind: 'serial', interleavings: 1, victims: '', triedAgain: '' },
      { kind: 'serial', interleavings: 1, victims: 'B,C', triedAgain: 'B2,C2' },
      { kind: 'serial', interleavings: 1, victims: 'B,A', triedAgain: 'A2,B2' },
    ]);
  });
});

describe('a further attempt that is ended', () => {
  it('leaves nothing', async () => {
    const { own } = here();
    await using connection = await connect(own.server.address);
    const left = () =>
      cells(
        connection,
        "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'isolab%' UNION ALL SELECT User FROM mysql.user WHERE User LIKE 'isolab%'",
      );
    const before = await left();
    const stop = new AbortController();
    {
      await using lab = await own.open();
      await using pool = new SandboxPool(endingAtRetry(lab, stop));
      const explored = await here().explored(requestsOf(patient), {
        server: pool,
        stop: stop.signal,
        words: [deadlock],
      });
      expect(stop.signal.aborted).toBe(true);
      expect(explored.runs).toBe(0);
    }
    expect(await left()).toEqual(before);
  });
});

/** Ends all when a session begins its second transaction. */
const endingAtRetry = (server: LabServer, stop: AbortController): LabServer => ({
  about: server.about,
  lost: server.lost,
  createSandbox: async (needs) => {
    const sandbox = await server.createSandbox(needs);
    return instead(sandbox, 'openSession', async (...from) => {
      const session = await sandbox.openSession(...from);
      let begun = 0;
      return instead(session, 'execute', (...sent) => {
        if (sent[0].startsWith('START') && ++begun === 2) stop.abort();
        return session.execute(...sent);
      });
    });
  },
});

/** The same with one of its methods replaced. */
const instead = <T extends object, K extends keyof T>(thing: T, key: K, method: T[K]): T =>
  new Proxy(thing, {
    get: (target, name) => {
      if (name === key) return method;
      const own: unknown = Reflect.get(target, name, target);
      return typeof own === 'function' ? own.bind(target) : own;
    },
  });
