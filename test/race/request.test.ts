import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/engine/ports.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import type { RoundResult } from '../../src/race/round.ts';
import { clock, openLab } from '../mysql/real-lab.ts';
import { applicationText, burstFrom } from './applications.ts';
import { oneRound } from './one-round.ts';

let lab: MysqlLab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

/** What one request comes to that does these steps. */
const requestOf = async (steps: string, retry = '', time: Clock = clock): Promise<RoundResult> => {
  const text = applicationText({
    setup: 'CREATE TABLE t (id INT PRIMARY KEY, n INT); INSERT INTO t VALUES (1, 5), (2, NULL)',
    watch: 't',
    violations: 'SELECT 1 FROM t WHERE FALSE',
    handler: `
  title: Try
  path: /try
  request: { id: 1, name: '', who: 'client-{request}' }
  steps:
${steps
  .trim()
  .split('\n')
  .map((line) => `    ${line.trim()}`)
  .join('\n')}
  ${retry}`,
    burst: '{ requests: 1, workers: 1 }',
  });
  const { signal } = new AbortController();
  return await oneRound(burstFrom(text), { server: lab, clock: time, signal, gate: true });
};

const tell = ({ answers: [answer], tables }: RoundResult) => {
  const [view] = tables;
  return {
    status: answer?.reply.status,
    json: answer?.reply.json,
    steps: answer?.steps.map(({ step }) => step),
    rows: view && 'rows' in view ? view.rows : [],
  };
};

const untouched = [
  ['1', '5'],
  ['2', null],
];

describe('what a request does', () => {
  it('keeps values and answers with them, as numbers of the request and text of the server', async () => {
    const result = await requestOf(`
      lookup: { sql: 'SELECT n FROM t WHERE id = :id', keep: { n: n } }
      commit: { sql: COMMIT, answer: { status: 201, json: { id: '{id}', n: '{n}', who: '{who}', text: 'n is {n}' } } }`);
    expect(tell(result)).toMatchObject({
      status: 201,
      json: { id: 1, n: '5', who: 'client-1', text: 'n is 5' },
    });
  });

  it('answers with the last answer that it came to', async () => {
    const result = await requestOf(`
      one: { sql: SELECT 1, answer: first }
      two: { sql: SELECT 2, answer: second, when: { one: missing } }
      three: { sql: SELECT 3, answer: third, when: { one: found } }`);
    expect(tell(result)).toMatchObject({
      status: 200,
      json: { message: 'third' },
      steps: ['one', 'three'],
    });
  });

  it('is over with a refusal, rolls back, and still does what must always be done', async () => {
    const result = await requestOf(`
      begin: START TRANSACTION
      change: UPDATE t SET n = 6 WHERE id = 1
      check: { check: name, reject_if: { missing: please say a name } }
      commit: { sql: COMMIT, answer: done }
      free: { sql: DO RELEASE_ALL_LOCKS(), always: true }`);
    expect(tell(result)).toEqual({
      status: 409,
      json: { message: 'please say a name' },
      steps: ['begin', 'change', 'check', 'rollback', 'free'],
      rows: untouched,
    });
  });

  it('is a server error after an error that nothing catches, and undone', async () => {
    const result = await requestOf(`
      begin: START TRANSACTION
      change: UPDATE t SET n = 6 WHERE id = 1
      insert: INSERT INTO t VALUES (1, 1)
      commit: { sql: COMMIT, answer: done }`);
    expect(tell(result)).toMatchObject({
      status: 500,
      json: { error: expect.stringMatching(/^ERROR 1062 \(ER_DUP_ENTRY\): /) },
      steps: ['begin', 'change', 'insert', 'rollback'],
      rows: untouched,
    });
  });

  it('goes on after an error that a later step is for', async () => {
    const result = await requestOf(`
      begin: START TRANSACTION
      insert: INSERT INTO t VALUES (1, 1)
      again: { sql: UPDATE t SET n = 7 WHERE id = 1, when: { insert: '1062' } }
      commit: { sql: COMMIT, answer: done }`);
    expect(tell(result)).toMatchObject({ status: 200, rows: [['1', '7'], untouched[1]] });
  });

  it('is a server error when no step answers', async () => {
    expect(tell(await requestOf('one: SELECT 1'))).toMatchObject({
      status: 500,
      json: { error: expect.stringContaining('without an answer') },
    });
  });

  it('leaves no transaction open', async () => {
    const result = await requestOf(`
      begin: START TRANSACTION
      change: { sql: UPDATE t SET n = 6 WHERE id = 1, answer: done }`);
    expect(tell(result)).toMatchObject({
      status: 200,
      steps: ['begin', 'change', 'rollback'],
      rows: untouched,
    });
  });

  it('really takes the time of other slow work', async () => {
    const waits: string[] = [];
    const time: Clock = {
      now: () => clock.now(),
      delay: async (ms, signal) => {
        waits.push(`${ms} ms begin`);
        await clock.delay(ms, signal);
        waits.push(`${ms} ms are over`);
      },
    };
    const steps = `
      work: { work: 50ms }
      done: { sql: SELECT 1, limit: 3s, answer: done }`;
    expect(tell(await requestOf(steps, '', time))).toMatchObject({ status: 200, steps: ['work', 'done'] });
    // The next step's limit, which begins with it.
    expect(waits.slice(0, 3)).toEqual(['50 ms begin', '50 ms are over', '53000 ms begin']);
  });

  it('begins again after an error that the handler lists, so often and no more', async () => {
    const result = await requestOf(
      `
      begin: START TRANSACTION
      change: UPDATE t SET n = n + 1 WHERE id = 1
      insert: INSERT INTO t VALUES (1, 1)
      commit: { sql: COMMIT, answer: done }`,
      'retry: { on: [ER_DUP_ENTRY], times: 2, backoff: 1ms }',
    );
    const tried = ['begin', 'change', 'insert', 'rollback'];
    expect(tell(result)).toMatchObject({
      status: 500,
      steps: [...tried, 'back-off', ...tried, 'back-off', ...tried],
      rows: untouched,
    });
    expect(result.answers[0]?.tries).toBe(3);
  });
});
