import { printable } from './printable.ts';

/**
 * Text as one word of a command that a person may paste into a shell: whatever it holds, it is one line, harmless to
 * the terminal, and the shell reads exactly the text.
 */
export const shellWord = (text: string): string => {
  if (/^[\w./@:+-]+$/.test(text)) return text;
  // What must not be shown as it is goes as its bytes: all shells that know $'…' read octal numbers (POSIX.1-2024).
  return printable(text) === text ? `'${text.replaceAll("'", String.raw`'\''`)}'` : escapedWord(text);
};

/** The same for the name of a file, which must not be taken for an option. */
export const shellPath = (file: string): string => shellWord(file.startsWith('-') ? `./${file}` : file);

const escapedWord = (text: string): string =>
  `$'${Array.from(text, (one) => (one === "'" || one === '\\' ? `\\${one}` : escapedUnlessShown(one))).join('')}'`;

const escapedUnlessShown = (character: string): string =>
  printable(character) === character
    ? character
    : Array.from(Buffer.from(character), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
