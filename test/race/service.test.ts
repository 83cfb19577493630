import { once } from 'node:events';
import { request as httpRequest, IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { LabServer } from '../../src/engine/ports.ts';
import { UserError } from '../../src/errors.ts';
import { readIdentity } from '../../src/files/owned-folder.ts';
import type { BurstScript } from '../../src/lesson/burst-script.ts';
import { Client } from '../../src/mysql/client.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { LockNames } from '../../src/mysql/lock-names.ts';
import { Arena } from '../../src/race/arena.ts';
import { type ServedRequest, Service } from '../../src/race/service.ts';
import { openRedis } from '../../src/redis/open.ts';
import { withRedis } from '../../src/redis/with-redis.ts';
import { clock, openLab } from '../mysql/real-lab.ts';
import { makePlaces } from '../server/places.ts';
import { applicationText, burstFrom, checkIn } from './applications.ts';

let lab: MysqlLab;
let admin: Client;
beforeAll(async () => {
  lab = await openLab();
  admin = await Client.open(inject('mysql'));
});
afterAll(async () => {
  admin.destroy();
  await lab[Symbol.asyncDispose]();
});

interface Up extends AsyncDisposable {
  readonly url: string;
  readonly served: readonly ServedRequest[];
}

const up = async (script: BurstScript, port = 0, server: LabServer = lab): Promise<Up> => {
  const { signal } = new AbortController();
  const arena = await Arena.open({ script, server, clock, signal });
  const served: ServedRequest[] = [];
  try {
    const service = await Service.start({
      script,
      workers: arena.workers,
      now: () => clock.now(),
      port,
      start: () => Promise.resolve(),
      onServed: (request) => served.push(request),
    });
    return {
      url: `http://127.0.0.1:${service.port}`,
      served,
      [Symbol.asyncDispose]: async () => {
        await service[Symbol.asyncDispose]();
        await arena[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await arena[Symbol.asyncDispose]();
    throw error;
  }
};

const post = async (url: string, body = ''): Promise<readonly [number, unknown]> => {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', body, headers });
  return [response.status, await response.json()];
};

describe('the service', () => {
  it('answers a request, and says what it is', async () => {
    await using service = await up(burstFrom(checkIn));
    expect(await post(`${service.url}/sign`, '{"user": 3}')).toEqual([200, { message: 'checked in' }]);
    expect(await post(`${service.url}/sign`, '{"user": 3}')).toEqual([
      409,
      { message: 'already checked in' },
    ]);
    expect(await post(`${service.url}/sign`)).toEqual([200, { message: 'checked in' }]);
    const about = await fetch(service.url);
    expect(await about.json()).toMatchObject({ lesson: 'try-it', level: 'REPEATABLE READ', workers: 4 });
    expect(service.served.map(({ id, worker }) => [id, worker])).toEqual([
      [1, 'w1'],
      [2, 'w2'],
      [3, 'w3'],
    ]);
  });

  it.each([
    ['a field that there is not', '/sign', '{"usr": 1}', 400, /no field usr\. Did you mean user\?/],
    ['what is no JSON', '/sign', '{"user": ', 400, /^The body is no JSON/],
    ['a list', '/sign', '[1]', 400, /no JSON object/],
    ['a field that is a list', '/sign', '{"user": [1]}', 400, /The field user must be text/],
    ['too much', '/sign', `{"user": "${'x'.repeat(70_000)}"}`, 413, /70012 bytes; at most 65536/],
    ['another path', '/other', '', 404, /^There is no \/other; POST \/sign/],
  ] as const)('refuses %s and goes on', async (_, path, body, status, error) => {
    await using service = await up(burstFrom(checkIn));
    expect(await post(`${service.url}${path}`, body)).toEqual([
      status,
      { error: expect.stringMatching(error) },
    ]);
    expect(await post(`${service.url}/sign`)).toEqual([200, { message: 'checked in' }]);
  });

  describe('is for this machine alone', () => {
    /** Everything that a client may say by itself; fetch would not let us. */
    const asked = async (
      url: string,
      headers: Readonly<Record<string, string>>,
      body = '{}',
      method = 'POST',
    ) => {
      const { hostname, port, pathname } = new URL(url);
      const sent = httpRequest({ hostname, port, path: pathname, method, headers, setHost: false }).end(body);
      const [response] = await once(sent, 'response');
      if (!(response instanceof IncomingMessage)) throw new Error('No response');
      return { status: response.statusCode, body: await text(response) };
    };
    const json = { 'content-type': 'application/json' };

    it.each([
      ['127.0.0.1', {}],
      ['127.0.0.1:9', {}],
      ['localhost', {}],
      ['LOCALHOST:9', {}],
      ['[::1]:9', {}],
      ['localhost', { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' }],
      ['localhost', { origin: 'http://[::1]' }],
    ])('answers to the host %s with %j', async (host, more) => {
      await using service = await up(burstFrom(checkIn));
      expect((await asked(`${service.url}/sign`, { ...json, host, ...more })).status).toBe(200);
      expect((await asked(service.url, { host, ...more }, '', 'GET')).status).toBe(200);
    });

    it.each([
      ['another host', { host: 'evil.example' }, 421],
      ['another host with our port', { host: 'evil.example:80' }, 421],
      ['a host that begins like ours', { host: 'localhost.evil.example' }, 421],
      ['a host that ends like ours', { host: 'evil-localhost' }, 421],
      ['an address that begins like ours', { host: '127.0.0.1.nip.io' }, 421],
      ['ours as a user of another one', { host: 'localhost@evil.example' }, 421],
      ['another address', { host: '192.168.1.1' }, 421],
      ['any address', { host: '0.0.0.0' }, 421],
      ['no host', { host: '' }, 421],
      ['a page of another host', { host: 'localhost', origin: 'https://evil.example' }, 403],
      ['a page that has no name', { host: 'localhost', origin: 'null' }, 403],
      ['a page that looks like ours', { host: 'localhost', origin: 'http://localhost.evil.example' }, 403],
      ['a page that does not say which', { host: 'localhost', 'sec-fetch-site': 'cross-site' }, 403],
    ])('refuses %s: %j', async (_, headers, status) => {
      await using service = await up(burstFrom(checkIn));
      expect((await asked(`${service.url}/sign`, { ...json, ...headers })).status).toBe(status);
      const about = await asked(service.url, headers, '', 'GET');
      expect(about.status).toBe(status);
      expect(about.body).not.toContain('try-it');
      expect(service.served).toEqual([]);
    });

    it.each([
      'text/plain',
      'text/plain;charset=UTF-8',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain; application/json',
      'application/jsonp',
      '',
    ])('refuses what a form of any page could send: %j', async (type) => {
      await using service = await up(burstFrom(checkIn));
      const url = `${service.url}/sign`;
      expect((await asked(url, { host: 'localhost', 'content-type': type })).status).toBe(415);
      expect((await asked(url, { host: 'localhost' }, '{"user": 1}')).status).toBe(415);
      expect(service.served).toEqual([]);
      // Without a body nothing need be said.
      expect((await asked(url, { host: 'localhost' }, '')).status).toBe(200);
      const typed = { host: 'localhost', 'content-type': 'Application/JSON ; charset=utf-8' };
      expect((await asked(url, typed, '{"user": 2}')).status).toBe(200);
    });

    it('lets no page of another host ask whether it may', async () => {
      await using service = await up(burstFrom(checkIn));
      const ask = { host: 'localhost', 'access-control-request-method': 'POST' };
      const answer = await fetch(`${service.url}/sign`, { method: 'OPTIONS', headers: ask });
      expect(answer.status).toBe(405);
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    });
  });

  it('refuses another method', async () => {
    await using service = await up(burstFrom(checkIn));
    const response = await fetch(`${service.url}/sign`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('sends what a request says as a parameter, whatever it is', async () => {
    await using service = await up(burstFrom(checkIn));
    expect((await post(`${service.url}/sign`, `{"user": "1' OR '1'='1"}`))[0]).toBe(500);
  });

  it('says when its port is taken', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const address = holder.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const failure: unknown = await up(burstFrom(checkIn), port).catch((error: unknown) => error);
    holder.close();
    expect(failure).toBeInstanceOf(UserError);
    expect(failure).toMatchObject({
      message: `The port ${port} cannot be used: somebody else has it.`,
      next: [expect.stringContaining('--port')],
    });
  });
});

const lockName = `isolab-test-${process.pid}`;
/** There is only one sandbox with such a table. */
const mark = `service_test_${process.pid}`;

/** What the lock is called on the server. */
const ownLockName = async (): Promise<string> => {
  const { rows } = await admin.query(
    `SELECT TABLE_SCHEMA FROM information_schema.TABLES WHERE TABLE_NAME = '${mark}'`,
  );
  return new LockNames(rows[0]?.[0] ?? '').own(lockName) ?? '';
};

/** Every request waits until nobody holds the named lock. */
const waiting = applicationText({
  setup: `CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, request INT); CREATE TABLE ${mark} (id INT)`,
  watch: 't',
  violations: 'SELECT 1 FROM t WHERE FALSE',
  handler: `
  title: Wait
  path: /wait
  request: { id: '{request}' }
  steps:
    begin: START TRANSACTION
    insert: 'INSERT INTO t (request) VALUES (:id)'
    lock: { sql: "SELECT GET_LOCK('${lockName}', 600)", limit: 10m }
    commit: { sql: COMMIT, answer: done }
    free: { sql: "DO RELEASE_LOCK('${lockName}')", always: true }`,
  burst: '{ requests: 6, workers: 2 }',
});

/** The connections that wait for the lock, as soon as there are so many, without one that may be on its way out. */
const waiters = async (count: number, killed = '0'): Promise<readonly string[]> => {
  for (;;) {
    const { rows } = await admin.query(
      `SELECT ID FROM information_schema.PROCESSLIST
       WHERE STATE = 'User lock' AND INFO LIKE '%${lockName}%' AND ID <> ${killed} ORDER BY ID`,
    );
    if (rows.length === count) return rows.map(([id]) => id ?? '');
  }
};

describe('a worker whose connection is killed in the middle of a request', () => {
  it('answers with an error, gets a new connection, and nothing else is lost', async () => {
    await using service = await up(burstFrom(waiting));
    const own = await ownLockName();
    await admin.query(`SELECT GET_LOCK('${own}', 0)`);
    const requests = Array.from({ length: 6 }, () => post(`${service.url}/wait`));
    const [victim] = await waiters(2);
    await admin.query(`KILL ${victim}`);
    // The queue goes on at once: the next one waits in its place, on a new connection.
    await waiters(2, victim);
    await admin.query(`SELECT RELEASE_LOCK('${own}')`);
    const answers = await Promise.all(requests);
    const statuses = answers.map(([status]) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 500]);
    expect(answers.find(([status]) => status === 500)?.[1]).toEqual({
      error: expect.stringMatching(/^The connection to the database was lost/),
    });
    expect(new Set(service.served.map(({ worker }) => worker))).toEqual(new Set(['w1', 'w2']));
  });
});

const guarded = applicationText({
  setup: `CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY); CREATE TABLE ${mark} (id INT)`,
  watch: 't',
  violations: 'SELECT 1 FROM t WHERE FALSE',
  handler: `
  title: Guarded
  path: /guarded
  request: { id: '{request}' }
  steps:
    guard: { redis: 'SET guard {request} NX', reject_if: { missing: in progress } }
    lock: { sql: "SELECT GET_LOCK('${lockName}', 600)", limit: 10m }
    insert: { sql: INSERT INTO t VALUES (), answer: done }
    free: { sql: "DO RELEASE_LOCK('${lockName}')", always: true }
    release: { redis: DEL guard, always: true }`,
  burst: '{ requests: 2, workers: 2 }',
});

describe('a Redis that dies in the middle of a request', () => {
  it('lets that request end, and is an error to the next one', async () => {
    await using places = await makePlaces();
    const redis = await openRedis({ provider: 'embedded' }, places.context());
    await using both = withRedis(lab, () => Promise.resolve(redis));
    await using service = await up(burstFrom(guarded), 0, both);
    const url = `${service.url}/guarded`;
    const own = await ownLockName();
    await admin.query(`SELECT GET_LOCK('${own}', 0)`);
    const first = post(url);
    await waiters(1);
    expect(await post(url)).toEqual([409, { message: 'in progress' }]);
    const server = await readIdentity(join(dirname(redis.about.place), 'server'));
    if (server === undefined) throw new Error('No server of ours to kill');
    process.kill(server.pid, 'SIGKILL');
    await redis.lost;
    await admin.query(`SELECT RELEASE_LOCK('${own}')`);
    expect(await first).toEqual([200, { message: 'done' }]);
    expect(await post(url)).toEqual([500, { error: expect.stringMatching(/^REDIS_GONE: /) }]);
  });
});
