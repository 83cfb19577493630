import type { Argument, CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { openOf, readTyped, type TypedLine } from './typed-line.ts';
import { wordsOf } from './words-of.ts';

export interface Suggestion {
  readonly word: string;
  /** In a few words; empty where the word says everything. */
  readonly about: string;
}

export interface Suggestions {
  readonly words: readonly Suggestion[];
  /** A file may be meant as well: the shell knows better than we which there are. */
  readonly files: boolean;
}

/** What only a look at the lessons tells. */
export interface LessonNames {
  readonly ids: () => Promise<readonly string[]>;
  /** Of those that are exercises. */
  readonly exercises: () => Promise<readonly string[]>;
  /** The topics of the course. */
  readonly topics: () => Promise<readonly string[]>;
  /** The variants of a lesson; none where it cannot be read. */
  readonly variants: (lesson: string) => Promise<readonly string[]>;
  /** The orders in which its author has its steps: to begin with. */
  readonly orders: (lesson: string) => Promise<readonly string[]>;
}

/** What may come at the end of a command line; the last of the words is being typed, and may be empty. */
export const suggest = async (
  program: CommandUnknownOpts,
  words: readonly string[],
  lessons: LessonNames,
): Promise<Suggestions> => {
  const line = readTyped(program, words);
  const { words: all, files } = await allFor(program, line, lessons);
  return {
    words: all.filter(({ word }) => word.startsWith(line.before + line.current)),
    files,
  };
};

const nothing: Suggestions = { words: [], files: false };

const allFor = async (
  program: CommandUnknownOpts,
  line: TypedLine,
  lessons: LessonNames,
): Promise<Suggestions> => {
  const { command, option, current, isOver } = line;
  if (option !== undefined) return await forValue(option, line, lessons);
  if (line.before !== '') return nothing;
  if (current.startsWith('-') && !isOver) return { words: optionsOf(program, command), files: false };
  const isHelp = line.operands.length === 1 && line.operands[0] === 'help' && command === openOf(program);
  if (isHelp) return { words: commandsOf(program), files: false };
  const sub = line.operands.length === 0 && !isOver ? commandsOf(command) : [];
  const own = await forArgument(command === program ? openOf(program) : command, line, lessons);
  return { words: [...sub, ...own.words], files: own.files };
};

const optionsOf = (program: CommandUnknownOpts, command: CommandUnknownOpts): readonly Suggestion[] => {
  const commands = command === program ? [program, openOf(program)] : [command];
  const options = commands.flatMap((one) => one.createHelp().visibleOptions(one));
  const about = new Map(options.map(({ long, short, description }) => [long ?? short ?? '', description]));
  return [...about].map(([word, description]) => ({ word, about: brief(description) }));
};

const commandsOf = (command: CommandUnknownOpts): readonly Suggestion[] => {
  if (command.commands.length === 0) return [];
  const help = command.createHelp();
  return help
    .visibleCommands(command)
    .map((one) => ({ word: one.name(), about: brief(help.subcommandDescription(one)) }));
};

const forValue = async (option: Option, line: TypedLine, lessons: LessonNames): Promise<Suggestions> => {
  const { command, operands, current, before } = line;
  const inLesson = { '--variant': lessons.variants, '--order': lessons.orders }[option.long ?? ''];
  if (inLesson) {
    const names = await Promise.all(operands.map((one) => inLesson(one)));
    const all = [...new Set(names.flat()), ...wordsOf(option, command)];
    return { words: all.map((word) => ({ word: before + word, about: '' })), files: false };
  }
  const takesFile = /^<(file|path)>$|=file\]>$/.test(takenBy(option));
  return {
    words: wordsOf(option, command).map((word) => ({ word: before + word, about: '' })),
    files: takesFile && (!takenBy(option).includes('=') || current.includes('=')),
  };
};

/** For instance `<kind[=file]>`. */
const takenBy = ({ flags }: Option): string => flags.split(' ').at(-1) ?? '';

const forArgument = async (
  command: CommandUnknownOpts,
  { operands }: TypedLine,
  lessons: LessonNames,
): Promise<Suggestions> => {
  const declared: readonly Argument[] = command.registeredArguments;
  const last = declared.at(-1);
  const argument = declared[operands.length] ?? (last?.variadic ? last : undefined);
  if (argument === undefined) return nothing;
  const { description } = argument;
  if (argument.argChoices)
    return { words: argument.argChoices.map((word) => ({ word, about: '' })), files: false };
  const [, what] = /\b(lesson|exercise)s?\b.*\bids?\b/.exec(description) ?? [];
  const named = await ({ lesson: lessons.ids, exercise: lessons.exercises }[what ?? ''] ?? none)();
  const refused = new Set(refuseExercises.has(command.name()) ? await lessons.exercises() : []);
  const ids = named.filter((id) => !refused.has(id));
  const topics = /\btopics\b/.test(description) ? await lessons.topics() : [];
  return {
    words: [
      ...ids.map((word) => ({ word, about: what ?? '' })),
      ...topics.filter((word) => !ids.includes(word)).map((word) => ({ word, about: 'topic' })),
    ],
    files: /\bfiles?\b|recording/.test(description),
  };
};

/** What they show would answer one, and a quiz asks about lessons. */
const refuseExercises: ReadonlySet<string> = new Set(['run', 'compare', 'map', 'explore', 'present', 'quiz']);

const none = async (): Promise<readonly string[]> => [];

/** The first of its parts, for one line beside others. */
const brief = (text: string): string => (text.split(/[;:(]|\. /)[0] ?? '').trim();
