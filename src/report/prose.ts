import { wrapped } from '../text/fit.ts';
import { linesOfMarkdown } from '../text/markdown.ts';
import type { Paint } from './paint.ts';

/** A lesson's Markdown as lines of text. The marks of code and emphasis stay: without colour nothing else tells. */
export const proseLines = (markdown: string, width: number, paint: Paint): readonly string[] =>
  linesOfMarkdown(markdown, width, {
    strong: paint.strong,
    emphasis: (text) => `*${text}*`,
    code: (text) => paint.code(`\`${text}\``),
    faint: (text) => text,
    codeLines: (line, _, room) => wrapped(`    ${line}`, room).map(paint.code),
  });
