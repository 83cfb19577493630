import { type ContainerRuntimeClient, ImageName } from 'testcontainers';
import { getAuthConfig } from 'testcontainers/build/container-runtime/auth/get-auth-config.js';
import { z } from 'zod';
import type { UserError } from '../../errors.ts';
import { noServer, quoting, ways } from '../failure.ts';
import type { ServerContext } from '../provider.ts';
import { PullShare, pullLineSchema } from './pull-share.ts';

/**
 * Pulls an image unless the engine has it. testcontainers would do it too, but without a word for minutes and
 * without telling a failure half way; what it knows about registries' accounts is used here as well.
 *
 * @throws UserError (exit code 3) saying why it cannot be had, or the signal's reason.
 */
export const pullImage = async (
  client: ContainerRuntimeClient,
  image: string,
  { onProgress, signal }: Pick<ServerContext, 'onProgress' | 'signal'>,
): Promise<void> => {
  const name = ImageName.fromString(image);
  if (await client.image.exists(name)) return;
  const message = `Pulling ${image}`;
  onProgress({ phase: 'fetching', message });
  const share = new PullShare();
  try {
    const authconfig = await getAuthConfig(name.registry ?? client.info.containerRuntime.indexServerAddress);
    const { dockerode } = client.container;
    const stream = await dockerode.pull(name.string, { authconfig, abortSignal: signal });
    await new Promise<void>((resolve, reject) => {
      const told = (line: unknown): void => {
        const about = pullLineSchema.safeParse(line).data;
        if (about?.error !== undefined) reject(new Error(about.error));
        if (about === undefined) return;
        share.add(about);
        onProgress({ phase: 'fetching', message, ...(share.done !== undefined && { done: share.done }) });
      };
      dockerode.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()), told);
    });
  } catch (error) {
    signal.throwIfAborted();
    throw explain(image, error);
  }
  // An aborted pull ends like a finished one.
  signal.throwIfAborted();
};

const httpError = z.object({ statusCode: z.number() });

const explain = (image: string, error: unknown): UserError => {
  const why = error instanceof Error ? error.message : String(error);
  const refused = (what: string, ...next: readonly string[]): UserError =>
    noServer(quoting(`${what} Docker says:`, [why]), [...next, ways.url], error);
  if (/unauthorized|authentication required|pull access denied|denied:|no basic auth/i.test(why)) {
    return refused(
      `There is no image ${image}, or it is private and the engine may not have it.`,
      'Check its name: --server docker:NAME:TAG.',
      'For a private image log in first: docker login REGISTRY.',
    );
  }
  if (/manifest unknown|not found|no matching manifest/i.test(why) || statusOf(error) === 404) {
    return refused(
      `There is no image ${image} for this machine.`,
      'Check its name and tag: --server docker:mysql:8.4.',
    );
  }
  if (/dial tcp|no such host|timeout|connection refused|proxyconnect|TLS handshake/i.test(why)) {
    return refused(
      `The Docker engine cannot reach the registry of ${image}.`,
      'See that the engine reaches the network (it has proxy settings of its own), or load the image from a file: docker load.',
    );
  }
  if (/no space left/i.test(why)) {
    return refused(`The Docker engine's disk is full.`, 'Free some of it: docker system prune.');
  }
  return refused(`The image ${image} could not be pulled.`);
};

const statusOf = (error: unknown): number | undefined => httpError.safeParse(error).data?.statusCode;
