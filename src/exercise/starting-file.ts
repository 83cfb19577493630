import type { BreakIt, Exercise, FixIt, Part, ReadIt } from '../lesson/exercise.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { entryAt } from '../lesson/yaml-graft.ts';
import type { Path } from '../lesson/yaml-source.ts';
import { hanging, wrapped } from '../text/fit.ts';
import { proseLines } from '../text/prose-lines.ts';
import type { OpenedExercise } from './answer-file.ts';
import { breakTexts, orderTexts } from './break-file.ts';
import { choiceName } from './choice-names.ts';

/** An editor in a terminal has no more; SQL stays as its author has broken it. */
const columns = 78;

/** The file that a student begins with: the task, and what may be changed as the exercise has it. */
export const startingFile = (opened: OpenedExercise): string => {
  const { lesson, exercise, text } = opened;
  const { asks, task } = exercise;
  return [
    ...comment(lesson.title),
    '#',
    ...proseLines(task, columns - 2).map(commented),
    '#',
    ...comment('Save this file as often as you like: isolab exercise judges it every time.'),
    `exercise: ${lesson.id}`,
    '',
    ...linesFor(asks, opened, text),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
};

const commented = (line: string): string => `# ${line}`.trimEnd();

const comment = (line: string): readonly string[] => wrapped(line, columns - 2).map(commented);

const linesFor = (asks: Exercise['asks'], opened: OpenedExercise, text: string): readonly string[] => {
  switch (asks.kind) {
    case 'break':
      return orderLines(opened, asks);
    case 'read':
      return [
        ...comment(`Behind each name the ${asks.shows === 'deadlock' ? 'letter' : 'number'} of a choice.`),
        'answers:',
        ...asks.questions.flatMap((question) => questionLines(question, asks)),
      ];
    case 'fix':
      return asks.opens.flatMap((part) => [...partLines(part, asks, opened, text), '']);
  }
};

const questionLines = (
  { id, ask, choices }: ReadIt['questions'][number],
  asks: Pick<ReadIt, 'shows'>,
): readonly string[] => [
  ...indented(wrapped(ask, columns - 4)),
  ...choices.flatMap(({ says }, at) => indented(hanging(`${choiceName(asks, at)}. `, says, columns - 4))),
  `  ${id}:`,
  '',
];

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${commented(line)}`);

const orderLines = (opened: OpenedExercise, asks: BreakIt): readonly string[] => {
  const how = orderTexts(opened, asks);
  return [
    ...breakTexts(opened, columns - 2).map((line) => `# ${line}`.trimEnd()),
    '',
    ...comment(how.order),
    'order:',
    ...(how.never === undefined ? [] : ['', ...comment(how.never), 'never:']),
  ];
};

const partLines = (
  part: Part,
  { must, opens }: FixIt,
  opened: OpenedExercise,
  text: string,
): readonly string[] => {
  const { lesson } = opened;
  switch (part) {
    case 'level':
      return [`# ${must.levels.join(', ')}`, `level: ${lesson.level}`];
    case 'setup':
      return ['# SQL to run after this:', ...setupLines(lesson), 'setup: |', '  '];
    case 'handler':
      return [
        ...(opens.includes('setup') ? [] : tablesLines(lesson)),
        '# What the program does for a request. A step is a statement, or has it as',
        '# sql, and besides:',
        ...stepWords,
        'handler:',
        ...cut(opened, ['handler', 'steps'], text),
      ];
    case 'retry':
      return lesson.handler?.retry
        ? ['retry:', ...cut(opened, ['handler', 'retry'], text)]
        : [
            '# After which errors the program begins again.',
            '# retry: { on: [1213], times: 3, backoff: 20ms }',
          ];
    case 'steps':
      return [
        ...(opens.includes('setup') ? [] : tablesLines(lesson)),
        '# The programs; they are taken in every order. Beside its statement a step',
        '# may have:',
        ...stepWords,
        'steps:',
        ...cut(opened, ['steps'], text),
      ];
  }
};

const tablesLines = (lesson: Lesson): readonly string[] => [
  '# The tables, which stay as they are:',
  ...setupLines(lesson),
  '',
];

const setupLines = ({ setup }: Lesson): readonly string[] =>
  setup.flatMap((sql) => `${sql};`.split('\n').map((line) => `#   ${line}`));

/** The keys that a fix needs most. */
const stepWords = [
  '#   keep: { NAME: COLUMN }       a value of its first row, or insert_id; then',
  '#                                later statements have it as :NAME',
  '#   reject_if: { WHEN: ANSWER }  then the program rolls back and answers this',
  '#   when: { STEP: WHEN }         it is taken only if STEP came to this',
  '#   answer: ANSWER               what the user is told after it',
  '#   always: true                 taken also after a reject_if, as a finally is',
  '# WHEN is found, missing, unchanged, error, an error such as 1062, or a',
  '# comparison with a column such as stock < 2. ANSWER is words, or',
  '# { status: 409, json: … }.',
] as const;

/** The lines of a value as its author wrote them, two columns in. */
const cut = ({ yaml }: OpenedExercise, path: Path, text: string): readonly string[] => {
  const range = entryAt(yaml.root, path)?.node?.range;
  if (!range) throw new Error(`The exercise has no ${path.join('.')}`);
  const from = text.lastIndexOf('\n', range[0] - 1) + 1;
  const lines = text.slice(from, range[1]).trimEnd().split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return lines.map((line) => (line.trim() === '' ? '' : `  ${line.slice(indent)}`));
};
