import { openLabServer } from '../cli/with-lab.ts';
import type { LabServer } from '../engine/ports.ts';
import { serverContext } from '../hosts/process-context.ts';

type Lab = LabServer & AsyncDisposable;

/**
 * A server that is obtained when it is first needed, once. It is given back by `close`, or when the process has
 * nothing else to do.
 */
export class LazyServer {
  readonly #obtain: () => Promise<Lab>;
  readonly #close = () => void this.close();
  #lab: Promise<Lab> | undefined;

  constructor(obtain: () => Promise<Lab> = ownServer) {
    this.#obtain = obtain;
  }

  get(): Promise<Lab> {
    if (this.#lab === undefined) process.once('beforeExit', this.#close);
    this.#lab ??= this.#obtain();
    return this.#lab;
  }

  /** Does nothing when no test needed a server, or it could not be had: then that test has told so. */
  async close(): Promise<void> {
    process.off('beforeExit', this.#close);
    const [lab] = await Promise.allSettled([this.#lab]);
    this.#lab = undefined;
    if (lab.status === 'fulfilled') await lab.value?.[Symbol.asyncDispose]();
  }
}

/** The server that the command line would take. */
const ownServer = async (): Promise<Lab> => {
  const open = await openLabServer({}, serverContext());
  const { lab } = open;
  return {
    about: lab.about,
    lost: lab.lost,
    createSandbox: (needs) => lab.createSandbox(needs),
    [Symbol.asyncDispose]: () => open[Symbol.asyncDispose](),
  };
};
