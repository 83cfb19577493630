import type { ContainerRuntimeClient } from 'testcontainers';
import { z } from 'zod';
import { lifeOf, parseIdentity } from '../../files/identity.ts';

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

/** With its volumes, at once. Done is also when somebody else has removed it. */
export const removeContainer = async (docker: Docker, id: string): Promise<void> => {
  const container = docker.getContainer(id);
  try {
    await container.remove({ force: true, v: true });
  } catch (error) {
    if (isStatus(error, 404)) return;
    if (!isStatus(error, 409)) throw error;
    // Somebody is at it.
    await container.wait({ condition: 'removed' }).catch((late: unknown) => {
      if (!isStatus(late, 404)) throw late;
    });
  }
};

const httpError = z.object({ statusCode: z.number() });

const isStatus = (error: unknown, status: number): boolean =>
  httpError.safeParse(error).data?.statusCode === status;
