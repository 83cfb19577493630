import { UserError } from '../../errors.ts';
import type { Applicability, ServerContext } from '../provider.ts';
import { findEngine } from './engine.ts';
import { imageMeant } from './image.ts';
import { installTestcontainers, isTestcontainersHere } from './testcontainers.ts';

/** Can a server run in a container of the image that is meant, and why (not)? */
export const lookAtDocker = async (
  word: string | undefined,
  kind: 'mysql' | 'redis',
  context: ServerContext,
): Promise<Applicability> => {
  try {
    const { version, place } = await findEngine(context);
    const image = await imageMeant(word, kind);
    const engine = `Docker ${version} at ${place}`;
    if (isTestcontainersHere()) return { applies: true, because: `${engine} can run ${image}` };
    const command = await installTestcontainers();
    return {
      applies: false,
      because: `${engine} could run ${image}, but testcontainers is not installed: ${command}`,
    };
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof UserError) return { applies: false, because: error.message };
    throw error;
  }
};
