import type { StartedServer } from '../../src/hosts/provider.ts';
import { MysqlLab } from '../../src/mysql/lab-server.ts';
import { embeddedProvider } from '../../src/mysql/server/embedded.ts';
import { makePlaces } from '../server/places.ts';

export interface OwnLab extends AsyncDisposable {
  readonly lab: MysqlLab;
  readonly server: StartedServer;
  /** Another lab on the same server. */
  readonly open: () => Promise<MysqlLab>;
}

/** A lab on a server that nobody else uses: InnoDB counts everybody's snapshots, and remembers one deadlock. */
export const openOwnLab = async (): Promise<OwnLab> => {
  const stack = new AsyncDisposableStack();
  const places = stack.adopt(await makePlaces(), (made) => made[Symbol.asyncDispose]());
  const server = stack.use(await embeddedProvider.start({}, places.context()));
  const open = () => MysqlLab.open({ ...server, place: 'a server of its own' });
  const lab = stack.use(await open());
  return { lab, server, open, [Symbol.asyncDispose]: () => stack.disposeAsync() };
};
