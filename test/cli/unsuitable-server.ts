import { once } from 'node:events';
import { type AddressInfo, createServer as listenOn, type Server, type Socket } from 'node:net';
import { createConnection } from 'mysql2';

/** What mysql2 can do on the server's side and does not declare. */
interface Answering {
  /** Of the next packet, from either side: every command begins with 0. */
  sequenceId: number;
  serverHandshake(hello: Readonly<Record<string, unknown>>): void;
  writeOk(): void;
  writeError(error: { readonly code: number; readonly message: string }): void;
  writeTextResult(rows: readonly object[], columns: readonly object[]): void;
  on(event: 'query' | 'stmt_prepare' | 'error', listener: (sql: string) => void): unknown;
}

/** How a server answers the lab's first question. */
export interface Facts {
  readonly version: string;
  readonly comment: string;
  readonly performanceSchema: string;
}

export interface Listening extends AsyncDisposable {
  readonly url: string;
}

/** A server that speaks MySQL's protocol and tells these facts: no such server can be had where tests run. */
export const serverWith = (facts: Facts): Promise<Listening> =>
  listening((socket) => {
    const connection = createConnection({ stream: socket, isServer: true } as object) as unknown as Answering;
    connection.on('error', () => {});
    connection.serverHandshake({
      protocolVersion: 10,
      serverVersion: facts.version,
      connectionId: 1,
      statusFlags: 2,
      characterSet: 45,
      // CLIENT_PROTOCOL_41, CLIENT_TRANSACTIONS, CLIENT_SECURE_CONNECTION and CLIENT_PLUGIN_AUTH; no TLS.
      capabilityFlags: 0x8_a20f,
      authCallback: (_: unknown, letIn: (error: null) => void) => {
        letIn(null);
        connection.sequenceId = 0;
      },
    });
    // mysql2 takes SET for the beginning of a prepared statement.
    connection.on('stmt_prepare', () => {
      connection.writeOk();
      connection.sequenceId = 0;
    });
    connection.on('query', (sql) => {
      answer(connection, sql, facts);
      connection.sequenceId = 0;
    });
  });

const answer = (connection: Answering, sql: string, facts: Facts): void => {
  if (!sql.includes('VERSION()')) {
    connection.writeError({ code: 1064, message: `You have an error in your SQL syntax near '${sql}'` });
    return;
  }
  const values = [facts.version, 'localhost', facts.performanceSchema, facts.comment];
  const columns = values.map((_, index) => ({
    catalog: 'def',
    schema: '',
    table: '',
    orgTable: '',
    name: `c${index}`,
    orgName: `c${index}`,
    characterSet: 45,
    columnLength: 255,
    columnType: 0xfd,
    flags: 0,
    decimals: 0,
  }));
  connection.writeTextResult(
    [Object.fromEntries(values.map((value, index) => [`c${index}`, value]))],
    columns,
  );
};

/** A server of quite another kind: it sends this text and then does what `after` says. */
export const serverSaying = (banner: string, after: 'waits' | 'closes'): Promise<Listening> =>
  listening((socket) => {
    socket.on('error', () => {});
    socket.write(banner);
    if (after === 'closes') socket.end();
  });

const listening = async (serve: (socket: Socket) => void): Promise<Listening> => {
  const sockets = new Set<Socket>();
  const server: Server = listenOn((socket) => {
    sockets.add(socket);
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `mysql://root@127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};
