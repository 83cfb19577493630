import { withoutProseWords } from '../../engine/words/order-words.ts';
import type { Script } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import type { RunModel } from '../model/run.ts';
import { markdownLines } from '../text/markdown.ts';
import type { Theme } from '../theme.ts';
import type { GuideStyle } from './guide.ts';

export const aboutTitle = ({ breaking }: Pick<RunModel, 'breaking'>): string =>
  breaking ? 'About this exercise' : 'About this lesson';

/** Before the first step: what the lesson is about, who takes part, what there is to read beside the steps. */
export const aboutLines = (script: Script, { theme, width }: GuideStyle): readonly string[] => [
  ...orderLines(script, width),
  ...markdownLines(script.about, width, theme),
  ...(script.variant ? ['', ...variantLines(script.variant, width, theme)] : []),
  '',
  ...script.sessions.flatMap((session, index) =>
    hanging(`${theme.session(index)(session.name)}  `, printable(session.role), width),
  ),
  ...(script.pages ?? []).flatMap(({ title, text }) => [
    '',
    theme.strong(printable(title)),
    '',
    ...markdownLines(text, width, theme),
  ]),
];

const orderLines = ({ order }: Pick<Script, 'order'>, width: number): readonly string[] =>
  order === undefined ? [] : [...wrapped(printable(withoutProseWords(order)), width), ''];

export const variantLines = (
  { title, about }: NonNullable<Script['variant']>,
  width: number,
  theme: Theme,
): readonly string[] => [
  ...wrapped(theme.strong(printable(title)), width),
  ...markdownLines(about, width, theme),
];
