import { connect, createServer, type Server, type Socket } from 'node:net';
import { describe, expect, inject, it, vi } from 'vitest';
import type { ServerAddress } from '../../src/hosts/provider.ts';
import { Client } from '../../src/mysql/client.ts';
import { listening } from '../e2e/ports.ts';

interface Host extends AsyncDisposable {
  readonly address: ServerAddress;
  /** The first connection's socket. */
  readonly met: Promise<Socket>;
}

/** A host of this machine; its side of a connection stays open when the other side only sends no more. */
const hostThat = async (serves: (near: Socket) => void): Promise<Host> => {
  const met = Promise.withResolvers<Socket>();
  const server: Server = createServer({ allowHalfOpen: true }, (near) => {
    near.on('error', () => {});
    serves(near);
    met.resolve(near);
  });
  const { user, password } = inject('mysql');
  return {
    address: { user, password, host: '127.0.0.1', port: await listening(server) },
    met: met.promise,
    [Symbol.asyncDispose]: async () => {
      (await met.promise).destroy();
      server.close();
    },
  };
};

/** The test server, until the client sends its own settings. */
const refusingSettings = (answer: (near: Socket) => void) =>
  hostThat((near) => {
    const { socketPath, host, port } = inject('mysql');
    const far = socketPath === undefined ? connect(port ?? 3306, host) : connect(socketPath);
    far.on('error', () => {});
    far.pipe(near, { end: false });
    near.on('data', (data) => {
      if (data.includes('SET SESSION')) answer(near);
      else far.write(data);
    });
    near.on('close', () => far.destroy());
  });

/** Resolves when the other side takes nothing any more; that it sends nothing any more is not enough. */
const letGo = (near: Socket): Promise<void> => {
  const closed = new Promise<void>((resolve) => near.once('close', () => resolve()));
  const push = (): void => void near.write('x', (error) => error ?? push());
  near.once('end', push);
  near.resume();
  return closed;
};

/** ERR_Packet, 1193: https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_err_packet.html */
const unknownVariable = (): Buffer => {
  const body = Buffer.concat([Buffer.from([0xff, 0xa9, 0x04]), Buffer.from('#HY000Unknown system variable')]);
  return Buffer.concat([Buffer.from([body.length, 0, 0, 1]), body]);
};

describe('opening a connection', () => {
  it('to a host that stays silent is given up on a signal, and lets go of the host', async () => {
    await using host = await hostThat(() => {});
    const stop = new AbortController();
    const opened = Client.open(host.address, { signal: stop.signal });
    const gone = letGo(await host.met);
    stop.abort(new Error('stopped'));
    await expect(opened).rejects.toThrow('stopped');
    await gone;
  });

  it('is given up on a signal also when the server has let it in', async () => {
    const asked = Promise.withResolvers<void>();
    await using host = await refusingSettings(() => asked.resolve());
    const stop = new AbortController();
    const opened = Client.open(host.address, { signal: stop.signal });
    const gone = letGo(await host.met);
    await asked.promise;
    stop.abort(new Error('stopped'));
    await expect(opened).rejects.toThrow('stopped');
    await gone;
  });

  it('lets go of a server that refuses the settings it needs', async () => {
    await using host = await refusingSettings((near) => near.write(unknownVariable()));
    const opened = Client.open(host.address);
    const gone = letGo(await host.met);
    await expect(opened).rejects.toMatchObject({ errno: 1193 });
    await gone;
  });
});

it('tells whether a transaction is open, where the server has said so', async () => {
  using client = await Client.open(inject('mysql'));
  const after: (readonly [sql: string, inTransaction: boolean | undefined])[] = [
    ['DO 0', false],
    ['START TRANSACTION', true],
    ['SAVEPOINT here', true],
    ['SELECT 1', undefined],
    ['DO 0', true],
    ['COMMIT AND CHAIN', true],
    ['no statement', undefined],
    ['ROLLBACK', false],
    ['SET autocommit = 0', false],
    ['DO 0', false],
    ['SELECT COUNT(*) FROM mysql.user', undefined],
    ['DO 0', true],
    ['SET autocommit = 1', false],
    ['BEGIN', true],
  ];
  const told: typeof after = [];
  for (const [sql] of after) {
    await client.execute(sql);
    told.push([sql, client.inTransaction]);
  }
  expect(told).toEqual(after);
  await client.reset();
  expect(client.inTransaction).toBeUndefined();
  await client.execute('DO 1');
  expect(client.inTransaction).toBe(false);
});

describe('an answer that is too large', () => {
  it('ends with the connection, at once: the rest of it is not received', async () => {
    const admin = await Client.open(inject('mysql'));
    const client = await Client.open(inject('mysql'));
    const { connectionId } = client;
    try {
      const outcome = await client.execute(
        "SELECT REPEAT('x', 1000000) FROM information_schema.COLLATIONS a, information_schema.COLLATIONS b",
      );
      expect(outcome).toMatchObject({ kind: 'lost', message: expect.stringContaining('64 MB') });
      await vi.waitFor(
        async () => {
          const { rows } = await admin.query(
            `SELECT ID FROM performance_schema.processlist WHERE ID = ${connectionId}`,
          );
          expect(rows).toEqual([]);
        },
        { timeout: 120_000, interval: 20 },
      );
    } finally {
      await admin.query(`KILL ${connectionId}`).catch(() => {});
      client.destroy();
      admin.destroy();
    }
  });
});

it('tells of a closed connection as lost, whatever is asked of it', async () => {
  const client = await Client.open(inject('mysql'));
  client.destroy();
  expect(await client.execute('SELECT 1')).toMatchObject({ kind: 'lost' });
  await expect(client.query('SELECT 1')).rejects.toThrow('The server went away.');
  await expect(client.reset()).rejects.toThrow();
});

it('tells of a connection that was ended as lost, whatever is asked of it', async () => {
  const [client, other] = [await Client.open(inject('mysql')), await Client.open(inject('mysql'))];
  await other.query(`KILL ${client.connectionId}`);
  await client.lost;
  expect(await client.execute('SELECT 1')).toMatchObject({ kind: 'lost' });
  other.destroy();
});
