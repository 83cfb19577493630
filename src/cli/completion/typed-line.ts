import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';

/** A command line that somebody is typing, as far as it is understood. */
export interface TypedLine {
  readonly command: CommandUnknownOpts;
  /** Its arguments so far. */
  readonly operands: readonly string[];
  /** The option whose value is being typed. */
  readonly option?: Option;
  /** What is there of the word that is being typed, or of the value in it. */
  readonly current: string;
  /** What stands before `current` in the same word: `--level=`. */
  readonly before: string;
  /** After `--` nothing is an option any more. */
  readonly isOver: boolean;
}

/** Reads words as commander will, without doing anything; the last one is being typed. */
export const readTyped = (program: CommandUnknownOpts, words: readonly string[]): TypedLine => {
  let command = program;
  let operands: readonly string[] = [];
  let option: Option | undefined;
  let isOver = false;
  for (const word of words.slice(0, -1)) {
    if (option !== undefined) {
      option = undefined;
    } else if (word === '--' && !isOver) {
      isOver = true;
    } else if (word.startsWith('-') && !isOver) {
      option = word.includes('=') ? undefined : withValue(optionNamed(command, word));
    } else {
      const sub = operands.length === 0 ? commandNamed(command, word) : undefined;
      if (sub === undefined) operands = [...operands, word];
      command = sub ?? (command === program ? openOf(program) : command);
    }
  }
  const typed = words.at(-1) ?? '';
  const line = { command, operands, current: typed, before: '', isOver };
  if (option !== undefined) return { ...line, option };
  const [, name, value] = /^(--[^=]+)=(.*)$/s.exec(typed) ?? [];
  if (isOver || name === undefined || value === undefined) return line;
  const asked = withValue(optionNamed(command, name));
  return { ...line, ...(asked && { option: asked }), current: value, before: `${name}=` };
};

/** The command that is meant where none is named. */
export const openOf = (program: CommandUnknownOpts): CommandUnknownOpts =>
  commandNamed(program, 'open') ?? program;

const commandNamed = (command: CommandUnknownOpts, word: string): CommandUnknownOpts | undefined =>
  command.commands.find((one) => one.name() === word || one.aliases().includes(word));

/** Before the name of a command, options may be those of the one that is meant without a name. */
const optionNamed = (command: CommandUnknownOpts, word: string): Option | undefined =>
  [...command.options, ...(command.parent === null ? openOf(command).options : [])].find(
    ({ long, short }) => word === long || word === short,
  );

const withValue = (option: Option | undefined): Option | undefined =>
  option !== undefined && (option.required || option.optional) ? option : undefined;
