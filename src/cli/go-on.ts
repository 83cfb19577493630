import type { Lesson } from '../lesson/lesson.ts';
import type { Level } from '../lesson/level.ts';
import { printable } from '../printable.ts';
import { shellPath, shellWord } from '../shell-word.ts';
import type { Edge } from './edge.ts';

/** How to go on after a lesson that was printed. */
export const goOn = (lesson: Lesson, env: Edge['env']): string => {
  const isolab = invocation(env);
  const file = lessonWord(lesson);
  const level = lesson.levels.find((one) => one !== lesson.level);
  const [variant] = lesson.variants;
  const lines: (readonly [string, string])[] = [
    ...(level === undefined
      ? []
      : [[`${isolab} run ${file} --level ${levelWord(level)}`, 'at another level'] as const]),
    ...(variant === undefined
      ? []
      : [[`${isolab} run ${file} --variant ${shellWord(variant.id)}`, printable(variant.title)] as const]),
    [`${isolab} list`, 'the other lessons'],
    [isolab.replace(/ --$/, ''), 'in a terminal: the lab, step by step'],
  ];
  const width = Math.max(...lines.map(([command]) => command.length));
  return `\nGo on with\n${lines.map(([command, what]) => `  ${command.padEnd(width)}   ${what}\n`).join('')}`;
};

/** What opens a lesson at one place. */
export const openWords = (
  lesson: Lesson,
  { level, variant }: { readonly level: Level; readonly variant?: string },
  env: Edge['env'],
): string =>
  [
    invocation(env),
    lessonWord(lesson),
    `--level ${levelWord(level)}`,
    ...(variant === undefined ? [] : [`--variant ${shellWord(variant)}`]),
  ].join(' ');

const lessonWord = ({ id, file }: Lesson): string =>
  shellPath(file !== undefined && !file.endsWith(`/${id}.yaml`) ? file : id);

const levelWord = (level: Level): string => level.toLowerCase().replace(' ', '-');

/** What was typed to get here: npm leaves a trace when it was npm start or npx. */
const invocation = ({ npm_lifecycle_event: event }: Edge['env']): string => {
  if (event === 'start') return 'npm start --';
  return event === 'npx' ? 'npx isolab' : 'isolab';
};
