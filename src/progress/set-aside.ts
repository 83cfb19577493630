import { open, rename, rm } from 'node:fs/promises';
import { hasCode } from '../files/error-code.ts';

/**
 * Moves a file that cannot be understood out of the way, to a name that no other one has: `….broken`, `….broken-2`, …
 * Returns it.
 *
 * @throws the system's error; the file is where it was then.
 */
export const setAside = async (file: string): Promise<string> => {
  for (let count = 1; ; count += 1) {
    const aside = count === 1 ? `${file}.broken` : `${file}.broken-${count}`;
    if (!(await taken(aside))) continue;
    try {
      await rename(file, aside);
      return aside;
    } catch (error) {
      await rm(aside, { force: true });
      throw error;
    }
  }
};

/** Takes the name, so that two that do this at once cannot take the same one. False when there is such a file. */
const taken = async (name: string): Promise<boolean> => {
  try {
    await (await open(name, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
};
