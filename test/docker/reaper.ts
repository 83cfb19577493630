// Stands in for Ryuk, whose image cannot be had where these tests run, and runs in a container as Ryuk does: who
// is connected says what is to be removed once nobody is connected any more.
// https://github.com/testcontainers/moby-ryuk
import { request } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';

/** Whoever comes back within this time is waited for; Ryuk waits 10 s. */
const patienceMs = 1_000;

const filters = new Set<string>();
const connected = new Set<Socket>();
let leaving: NodeJS.Timeout | undefined;

const engine = async (method: string, path: string): Promise<unknown> => {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  request({ socketPath: '/var/run/docker.sock', method, path }, (response) => {
    if (method === 'GET') resolve(json(response));
    else response.resume().once('end', () => resolve(undefined));
  })
    .once('error', reject)
    .end();
  return await promise;
};

const isContainer = (one: unknown): one is { readonly Id: string } =>
  typeof one === 'object' && one !== null && 'Id' in one && typeof one.Id === 'string';

const reap = async (): Promise<void> => {
  for (const label of filters) {
    const query = encodeURIComponent(JSON.stringify({ label: [label] }));
    const found = await engine('GET', `/containers/json?all=1&filters=${query}`);
    for (const one of Array.isArray(found) ? found : []) {
      // Its own container goes by itself at its end.
      if (isContainer(one) && !one.Id.startsWith(process.env['HOSTNAME'] ?? '-')) {
        await engine('DELETE', `/containers/${one.Id}?force=1&v=1`);
      }
    }
  }
  process.exit();
};

createServer((client) => {
  clearTimeout(leaving);
  connected.add(client);
  createInterface(client).on('line', (line) => {
    filters.add(line.replace(/^label=/, ''));
    client.write('ACK\n');
  });
  client.on('error', () => {});
  client.on('close', () => {
    connected.delete(client);
    if (connected.size === 0) leaving = setTimeout(() => void reap(), patienceMs);
  });
}).listen(8080, () => process.stdout.write('Started\n'));
