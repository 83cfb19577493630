import { type Level, levelMeant, levels } from '../lesson/level.ts';
import { nearMiss } from '../lesson/near-miss.ts';
import type { Problem } from '../lesson/problem.ts';
import type { YamlSource } from '../lesson/yaml-source.ts';
import { problemAt } from './problem-at.ts';

export interface LevelWord {
  readonly level?: Level;
  readonly problems: readonly Problem[];
}

/** The level that is written behind a key of an answer, in any of the ways that the command line takes, too. */
export const levelWord = (yaml: YamlSource, key: string, given: unknown): LevelWord => {
  if (given == null || given === '') return { problems: [] };
  const isWord = typeof given === 'string' || typeof given === 'number';
  const word = isWord ? String(given) : '';
  const level = levelMeant(word);
  if (level !== undefined) return { level, problems: [] };
  const near = nearMiss(word, levels);
  const found = isWord ? `, found \`${word}\`` : '';
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  const message = `\`${key}\` must be a level${found}${hint}`;
  return { problems: [problemAt(yaml, [key], message, { expected: levels.join(', ') })] };
};
