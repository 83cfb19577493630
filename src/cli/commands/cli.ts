import type { ServerWish } from '../../hosts/provider.ts';
import type { Edge } from '../edge.ts';

/** What every command gets. */
export interface Cli {
  readonly edge: Edge;
  /** What the global options say about servers; read when a command runs. */
  readonly wish: () => ServerWish;
  /** Makes an action of work that ends with an exit code. */
  readonly action: <A extends unknown[]>(
    work: (...args: A) => Promise<number>,
  ) => (...args: A) => Promise<void>;
}

/** Examples for the end of a command's help. */
export const examples = (...lines: readonly (readonly [command: string, what: string])[]): string => {
  const width = Math.max(...lines.map(([command]) => command.length));
  return `\nExamples:\n${lines.map(([command, what]) => `  ${command.padEnd(width)}   ${what}\n`).join('')}`;
};

/** For an option that may be given again. */
export const collect = (word: string, before: readonly string[] = []): readonly string[] => [...before, word];

export const levelOption = [
  '-l, --level <level>',
  'isolation level: ru, rc, rr, s, 1 to 4, or its full name (default: the level that the lesson starts with)',
] as const;

export const variantOption = [
  '--variant <id>',
  'a variant of the lesson, for instance a fix, or none for the lesson as it is; isolab list names them',
] as const;

export const orderOption = [
  '--order <word>',
  "the order of the steps, a letter a turn, for instance ABAABB (default: the lesson's own)",
] as const;

export const requestsOption = [
  '--requests <n>',
  'take so many whole requests of the handler in place of the steps, a session each',
] as const;

export const themeOption = [
  '--theme <theme>',
  'colours: auto, dark, light, safe (for colour-blind eyes) or none',
  'auto',
] as const;

export const noQuestionsOption = ['--no-questions', 'do not ask the questions of lessons'] as const;

export const formatOption = (formats: readonly string[]) =>
  ['-f, --format <format>', formats.join(', '), 'text'] as const;
