import { openLabServer } from '../cli/with-lab.ts';
import type { LabServer } from '../engine/ports.ts';
import { serverContext } from '../hosts/process-context.ts';

type Lab = LabServer & AsyncDisposable;

/** A server that is obtained when it is first needed, once. */
export class LazyServer {
  readonly #obtain: () => Promise<Lab>;
  #lab: Promise<Lab> | undefined;

  constructor(obtain: () => Promise<Lab> = ownServer) {
    this.#obtain = obtain;
  }

  get(): Promise<Lab> {
    this.#lab ??= this.#obtain();
    return this.#lab;
  }

  /** Does nothing when no test needed a server, or it could not be had: then that test has told so. */
  async close(): Promise<void> {
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
