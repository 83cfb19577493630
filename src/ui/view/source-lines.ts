import type { Script } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { hanging } from '../../text/fit.ts';
import { linked } from '../../text/link.ts';
import type { Theme } from '../theme.ts';

type Sources = Pick<Script, 'sources'>;

const noSources = 'This lesson names none.';

/** Each a link, where the terminal knows links; its address is there to be read in any case. */
export const sourceLines = (
  { sources }: Sources,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): readonly string[] =>
  sources.length === 0
    ? [noSources]
    : sources.flatMap(({ title, url }, index) => [
        ...(index === 0 ? [] : ['']),
        ...linkedLines('• ', theme.strong(printable(title)), url, width),
        ...linkedLines('  ', theme.faint(printable(url)), url, width),
      ]);

/** A link in every line: none goes on over the end of one. */
const linkedLines = (first: string, text: string, url: string, width: number): readonly string[] =>
  hanging('', text, width - first.length).map(
    (line, index) => `${index === 0 ? first : ' '.repeat(first.length)}${linked(line, url)}`,
  );

export const spokenSources = ({ sources }: Sources): readonly string[] =>
  sources.length === 0 ? [noSources] : sources.map(({ title, url }) => printable(`${title}: ${url}`));
