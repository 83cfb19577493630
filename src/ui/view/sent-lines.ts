import type { SentTo } from '../../engine/sent.ts';
import type { LabState, StatementEntry } from '../../engine/state.ts';
import { promptWords, valueWords } from '../../engine/words/statement-words.ts';
import { placeOf } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { beginning, clip, hanging, widthOf } from '../../text/fit.ts';
import { sqlLine, sqlLines } from '../text/sql.ts';
import type { Theme } from '../theme.ts';

/** What is sent, wherever it goes: SQL with its values, a command to Redis, work of the application. */

/** "A>", "A Redis>", or "A:" for work of the application. `place` is the session's in the script. */
export const sentPrompt = (
  sent: Pick<StatementEntry, 'session' | 'to'>,
  place: number,
  theme: Theme,
): string => theme.session(place)(printable(promptWords(sent)));

/** A session's name in its colour. */
export const paintSession = (name: string, { script }: LabState, theme: Theme): string =>
  theme.session(placeOf(script, name))(printable(name));

/** All of it behind a prompt; the values below, in the words of the lab. */
export const sentLines = (
  prompt: string,
  { sql, to, values }: SentTo,
  width: number,
  theme: Theme,
): readonly string[] => {
  if (to !== undefined) return hanging(prompt, elsewhere(sql, to, theme), width);
  const words = valueWords(values);
  const lines = sqlLines(prompt, sql, width, theme);
  if (words === undefined) return lines;
  return [...lines, ...hanging(' '.repeat(widthOf(prompt)), theme.faint(`with ${words}`), width)];
};

/** As much of it as there is room for in one line: of its values, too, for they tell two requests apart. */
export const sentLine = ({ sql, to, values }: SentTo, width: number, theme: Theme): string => {
  if (to !== undefined) return clip(elsewhere(sql, to, theme), width);
  const text = sqlLine(beginning(sql, width), theme);
  const words = valueWords(values);
  if (words === undefined) return clip(text, width);
  const room = Math.max(width - widthOf(text), Math.floor(width / 3));
  const shown = `  ${theme.faint(`with ${words}`)}`;
  const where = widthOf(shown) <= room ? shown : clip(shown, room);
  return `${clip(text, width - widthOf(where))}${where}`;
};

const elsewhere = (text: string, to: NonNullable<SentTo['to']>, theme: Theme): string => {
  const [, command = '', rest = ''] = /^(\S+)([\s\S]*)$/.exec(printable(text)) ?? [];
  return to === 'redis' ? `${theme.strong(command)}${rest}` : printable(text);
};
