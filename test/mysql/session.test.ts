import { connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Client } from '../../src/mysql/client.ts';
import { OwnNames } from '../../src/mysql/own-names.ts';
import { type Connections, MysqlSession } from '../../src/mysql/session.ts';
import { Steward } from '../../src/mysql/steward.ts';
import { listening } from '../e2e/ports.ts';

let admin: Client;
beforeAll(async () => {
  admin = await Client.open(inject('mysql'));
  steward = new Steward(admin);
});
afterAll(() => admin.destroy());

/** The lab's own ways to ask about connections and to end statements. */
let steward: Steward;
const connections: Connections = {
  killQuery: (id) => steward.kill('QUERY', id),
  stateOf: (id) => steward.stateOf(id),
  end: () => Promise.resolve('gone'),
  onSend: () => {},
  onClose: () => {},
};

const names = new OwnNames('isolab_test_1', true);

const endless = 'SELECT SLEEP(100000) FROM information_schema.ENGINES';

describe('a cancel', () => {
  it('ends the next statement, too, while the cancel of the last one is not over', async () => {
    const client = await Client.open(inject('mysql'));
    const killed = Promise.withResolvers<void>();
    const mayGoOn = Promise.withResolvers<void>();
    const session = new MysqlSession('A', client, names, {
      ...connections,
      killQuery: async (id) => {
        await connections.killQuery(id);
        killed.resolve();
        await mayGoOn.promise;
      },
    });
    try {
      const first = session.execute(endless);
      const cancelled = session.cancel();
      await killed.promise;
      expect(await first).toMatchObject({ kind: 'error', errno: 1317 });
      const second = session.execute(endless);
      const cancelledToo = session.cancel();
      mayGoOn.resolve();
      expect(await second).toMatchObject({ kind: 'error', errno: 1317 });
      await Promise.all([cancelled, cancelledToo]);
      expect(await session.execute('SELECT 1')).toMatchObject({ kind: 'rows' });
    } finally {
      client.destroy();
    }
  });

  it('ends a statement to which no answer can come: the server has no such connection, and nobody said so', async () => {
    const { socketPath, host, port, ...account } = inject('mysql');
    let forget: () => void = () => {};
    const router = createServer((near) => {
      const far = socketPath === undefined ? connect(port ?? 3306, host) : connect(socketPath);
      for (const socket of [near, far]) socket.on('error', () => {});
      near.pipe(far);
      far.pipe(near, { end: false });
      forget = () => {
        near.unpipe(far).resume();
        far.unpipe(near).destroy();
      };
    });
    const client = await Client.open({ ...account, host: '127.0.0.1', port: await listening(router) });
    try {
      const session = new MysqlSession('A', client, names, connections);
      forget();
      const statement = session.execute('SELECT 1');
      await session.cancel();
      expect(await statement).toMatchObject({ kind: 'lost' });
    } finally {
      client.destroy();
      router.close();
    }
  });
});
