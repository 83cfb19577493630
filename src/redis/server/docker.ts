import type { ContainerKind } from '../../hosts/docker/container.ts';
import { findEngine } from '../../hosts/docker/engine.ts';
import { imageMeant } from '../../hosts/docker/image.ts';
import { lookAtDocker } from '../../hosts/docker/look.ts';
import { loadContainers } from '../../hosts/docker/testcontainers.ts';
import { lastLines } from '../../hosts/failure.ts';
import { limitOptions } from './options.ts';
import type { RedisProvider } from './provider.ts';
import { redisWays } from './ways.ts';

/** Redis reads the rest of its settings from its input: the password is on no command line. */
const withPassword = 'exec redis-server - "$@" <<END\nrequirepass $ISOLAB_REDIS_PASSWORD\nEND';

const redisContainer: ContainerKind = {
  name: 'Redis',
  port: 6379,
  environment: (password) => ({ ISOLAB_REDIS_PASSWORD: password }),
  command: ['sh', '-c', withPassword, 'redis', ...limitOptions],
  tmpfs: {},
  readyLine: /ready to accept connections/i,
  complaints: (log) => lastLines(log, 5),
  next: ['See that the image is a Redis like the official one: --redis docker:redis:8.2.', redisWays.url],
};

/** A Redis image on a Docker engine; asked last, since it may have to be pulled. */
export const dockerRedis: RedisProvider = {
  name: 'docker',
  look: (wish, context) => lookAtDocker(wish.image, 'redis', context),
  start: async (wish, context) => {
    const image = await imageMeant(wish.image, 'redis');
    await findEngine(context);
    const { startContainer } = await loadContainers();
    const { place, host, port, password, ...container } = await startContainer(
      redisContainer,
      { image, keep: false },
      context,
    );
    return { provider: 'docker', place, address: { password, host, port }, ...container };
  },
};
