import { glob, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { told } from '../printable.ts';
import { shellPath } from '../shell-word.ts';

/**
 * The lesson files that words on a command line name: files as they are, the .yaml and .yml files of folders,
 * and what patterns with `*` find, each file once.
 *
 * @throws UserError when a word names nothing.
 */
export const lessonFiles = async (words: readonly string[]): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const word of words) found.push(...(await filesOf(word)));
  const seen = new Set<string>();
  return found.filter((file) => {
    const path = resolve(file);
    const isNew = !seen.has(path);
    seen.add(path);
    return isNew;
  });
};

const filesOf = async (word: string): Promise<readonly string[]> => {
  const kind = await kindOf(word);
  if (kind === 'file') return [word];
  if (kind === 'folder') {
    const files = await globbed('*.{yaml,yml}', word);
    if (files.length > 0) return files.map((file) => join(word, file));
    throw new UserError(told`There is no lesson in the folder ${word}.`, {
      next: [
        `Lessons are files that end in .yaml; for those in folders below: ${shellPath(join(word, '**', '*.yaml'))}`,
      ],
    });
  }
  const isPattern = /[*?[\]{}]/.test(word);
  const files = isPattern ? await globbed(word) : [];
  if (files.length > 0) return files;
  throw new UserError(isPattern ? told`No file fits ${word}.` : told`There is no ${word}.`, {
    next: ['Name lesson files, folders with lessons, or a pattern in quotes.'],
  });
};

const kindOf = async (path: string): Promise<'file' | 'folder' | undefined> => {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    // Whatever it is, it cannot be read; as a pattern it may still find something.
    return undefined;
  }
};

const globbed = async (pattern: string, cwd?: string): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const entry of glob(pattern, { withFileTypes: true, ...(cwd !== undefined && { cwd }) })) {
    if (entry.isDirectory()) continue;
    found.push(cwd === undefined ? join(entry.parentPath, entry.name) : entry.name);
  }
  return found.toSorted();
};
