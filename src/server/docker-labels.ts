import type { ContainerRuntimeClient } from 'testcontainers';
import { z } from 'zod';
import { lifeOf, parseIdentity } from './identity.ts';

/** Whose container it is (DockerUser.id). */
export const userLabel = 'isolab.user';
/** The process that started it (formatIdentity); a container that is kept for the next run has none. */
export const ownerLabel = 'isolab.owner';

export interface LabContainer {
  readonly id: string;
  readonly image: string;
  /** Nobody's: it is kept for the next run. */
  readonly kept: boolean;
  readonly ownerIsGone: boolean;
}

export type Docker = ContainerRuntimeClient['container']['dockerode'];

/** The containers of this user, running or not. */
export const labContainers = async (docker: Docker, user: string): Promise<LabContainer[]> => {
  const filters = { label: [`${userLabel}=${user}`] };
  const found = await docker.listContainers({ all: true, filters });
  return Promise.all(
    found.map(async ({ Id, Image, Labels }) => {
      const label = Labels[ownerLabel];
      const owner = label === undefined ? undefined : parseIdentity(label);
      const ownerIsGone = owner !== undefined && (await lifeOf(owner)) === 'gone';
      return { id: Id, image: Image, kept: label === undefined, ownerIsGone };
    }),
  );
};

/** Removes the containers of runs that were killed; Ryuk does it as well, where it may run. */
export const clearContainers = async (docker: Docker, user: string): Promise<string[]> => {
  const left = (await labContainers(docker, user)).filter(({ ownerIsGone }) => ownerIsGone);
  await Promise.all(left.map(({ id }) => removeContainer(docker, id)));
  return left.map(({ id }) => id);
};

const gone = z.object({ statusCode: z.union([z.literal(404), z.literal(409)]) });

/** With its volumes, at once. Done is also when somebody else has removed it, or is about to. */
export const removeContainer = async (docker: Docker, id: string): Promise<void> => {
  try {
    await docker.getContainer(id).remove({ force: true, v: true });
  } catch (error) {
    if (!gone.safeParse(error).success) throw error;
  }
};
