import { readdir } from 'node:fs/promises';
import { vi } from 'vitest';
import { lifeOf, type ProcessIdentity } from '../../src/files/identity.ts';
import { listRuns } from '../../src/hosts/own/runs.ts';
import { makePlaces, type Places } from '../server/places.ts';
import { TestTerminal } from './terminal.ts';

/** How long a busy machine may take to get somewhere, and how often we look, in ms. */
const patience = { timeout: 100_000, interval: 2 };

/** Places for servers of a lab's own, and the lab in them. */
export class OwnLab implements AsyncDisposable {
  readonly #places: Places;

  private constructor(places: Places) {
    this.#places = places;
  }

  static async make(): Promise<OwnLab> {
    return new OwnLab(await makePlaces());
  }

  /** The lab in a terminal, with a server that it starts itself. */
  open(...args: readonly string[]): TestTerminal {
    return new TestTerminal({ columns: 80, rows: 24, args, env: this.env });
  }

  get env(): { readonly TMPDIR: string } {
    return { TMPDIR: this.#places.folder };
  }

  /** The servers that run now. */
  async servers(): Promise<readonly ProcessIdentity[]> {
    const runs = await listRuns(this.#places.folder);
    const servers = runs.flatMap(({ server }) => server ?? []);
    const lives = await Promise.all(servers.map((server) => lifeOf(server)));
    return servers.filter((_, index) => lives[index] === 'alive');
  }

  /** The one server that runs, as soon as there is one. */
  server(): Promise<ProcessIdentity> {
    return vi.waitFor(async () => {
      const [server] = await this.servers();
      if (server === undefined) throw new Error('No server runs');
      return server;
    }, patience);
  }

  /** Resolves when that process is gone, whoever has its number then. */
  without(server: ProcessIdentity): Promise<void> {
    return vi.waitFor(async () => {
      if ((await lifeOf(server)) !== 'gone') throw new Error(`Process ${server.pid} still runs`);
    }, patience);
  }

  /** Resolves when no more is left of all the servers that ran than so many folders. */
  foldersLeft(count: number): Promise<void> {
    return vi.waitFor(async () => {
      const left = await readdir(this.#places.folder);
      if (left.length !== count) throw new Error(`Left behind: ${left.join(', ')}`);
    }, patience);
  }

  /** Resolves when nothing is left: no folder, no socket, none of these processes. */
  async nothingLeft(...servers: readonly ProcessIdentity[]): Promise<void> {
    await Promise.all([this.foldersLeft(0), ...servers.map((server) => this.without(server))]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#places[Symbol.asyncDispose]();
  }
}
