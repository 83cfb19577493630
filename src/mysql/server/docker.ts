import type { ContainerKind } from '../../hosts/docker/container.ts';
import { findEngine } from '../../hosts/docker/engine.ts';
import { imageMeant } from '../../hosts/docker/image.ts';
import { lookAtDocker } from '../../hosts/docker/look.ts';
import { loadContainers } from '../../hosts/docker/testcontainers.ts';
import { ways } from '../../hosts/failure.ts';
import type { Provider } from '../../hosts/provider.ts';
import { containerOptions } from './options.ts';
import { complaints } from './template.ts';

const mysqlContainer: ContainerKind = {
  name: 'MySQL',
  port: 3306,
  environment: (password) => ({ MYSQL_ROOT_PASSWORD: password, MYSQL_INITDB_SKIP_TZINFO: 'yes' }),
  command: containerOptions,
  tmpfs: { '/var/lib/mysql': 'rw,size=1g' },
  // The images first start a server without a port, to make accounts.
  readyLine: /ready for connections.*port: 3306\b/,
  complaints,
  next: ['See that the image is a MySQL like the official one: --server docker:mysql:8.4.', ways.url],
};

/** A MySQL image on a Docker engine, through testcontainers; asked last, since it may have to be pulled. */
export const dockerProvider: Provider = {
  name: 'docker',
  look: (wish, context) => lookAtDocker(wish.image, 'mysql', context),
  start: async (wish, context) => {
    const image = await imageMeant(wish.image);
    // Asked first, because its answers are plainer than testcontainers', which then looks for itself.
    await findEngine(context);
    const { startContainer } = await loadContainers();
    const { place, host, port, password, ...container } = await startContainer(
      mysqlContainer,
      { image, keep: wish.keep ?? false },
      context,
    );
    return { provider: 'docker', place, address: { user: 'root', password, host, port }, ...container };
  },
};
