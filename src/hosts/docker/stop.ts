import { access } from 'node:fs/promises';
import { UserError } from '../../errors.ts';
import type { ServerContext } from '../provider.ts';
import { findEngine } from './engine.ts';
import { secretFile } from './secret.ts';
import { loadContainers } from './testcontainers.ts';

/** What is told of a container. */
export interface StoppedContainer {
  readonly id: string;
  readonly image: string;
}

/**
 * Removes this user's containers, kept ones and those of running labs alike. A user who never had one has
 * nothing asked; an engine that does not answer has nothing running.
 *
 * @throws UserError when one answers, but testcontainers is not installed any more.
 */
export const stopContainers = async (context: ServerContext): Promise<readonly StoppedContainer[]> => {
  const hadSome = await access(secretFile(context.cacheFolder)).then(
    () => true,
    () => false,
  );
  if (!hadSome) return [];
  try {
    await findEngine(context);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
  const { removeContainers } = await loadContainers();
  return await removeContainers(context);
};
