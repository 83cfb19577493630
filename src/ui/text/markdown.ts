import { hanging } from '../../text/fit.ts';
import { linesOfMarkdown } from '../../text/markdown.ts';
import type { Theme } from '../theme.ts';
import { sqlLines } from './sql.ts';

/** A lesson's Markdown as lines of at most `width` columns. */
export const markdownLines = (markdown: string, width: number, theme: Theme): readonly string[] =>
  linesOfMarkdown(markdown, width, {
    strong: theme.strong,
    emphasis: theme.emphasis,
    code: theme.strong,
    faint: theme.faint,
    codeLines: (line, language, room) => {
      const indent = `  ${/^ */.exec(line)?.[0] ?? ''}`;
      return language === '' || language === 'sql'
        ? sqlLines(indent, line.trim(), room, theme)
        : hanging(indent, line.trim(), room);
    },
  });
