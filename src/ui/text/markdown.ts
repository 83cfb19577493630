import { lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import { printable, printableLines } from '../../printable.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import type { Theme } from '../theme.ts';
import { sqlLines } from './sql.ts';

/** A lesson's Markdown as lines of at most `width` columns. */
export const markdownLines = (markdown: string, width: number, theme: Theme): readonly string[] => {
  const lines = blocks(lexer(printableLines(markdown).join('\n')), width, theme);
  const first = lines.findIndex((line) => line !== '');
  const last = lines.findLastIndex((line) => line !== '');
  return first < 0 ? [] : lines.slice(first, last + 1);
};

const blocks = (tokens: readonly Token[], width: number, theme: Theme): readonly string[] =>
  tokens.flatMap((token) => (isMarked(token) ? block(token, width, theme) : [token.raw]));

const block = (token: MarkedToken, width: number, theme: Theme): readonly string[] => {
  switch (token.type) {
    case 'space':
      return [''];
    case 'heading':
      return [...wrapped(theme.strong(plain(token.tokens)), width), ''];
    case 'paragraph':
    case 'text':
      return wrapped(inline(token.tokens ?? [], theme), width);
    case 'code':
      return token.text.split('\n').flatMap((line) => codeLines(line, token.lang, width, theme));
    case 'blockquote':
      return blocks(token.tokens, width - 2, theme).map((line) => theme.faint('│ ') + line);
    case 'list':
      return list(token, width, theme);
    case 'hr':
      return [theme.faint('─'.repeat(width))];
    case 'table':
      return [token.header, ...token.rows].flatMap((row) =>
        wrapped(row.map((cell) => inline(cell.tokens, theme)).join(' │ '), width),
      );
    case 'html':
      return wrapped(printable(token.raw.trimEnd()), width);
    default:
      return wrapped(inline([token], theme), width);
  }
};

/** Its own indentation and two spaces more. Code that does not say its language is SQL. */
const codeLines = (
  line: string,
  language: string | undefined,
  width: number,
  theme: Theme,
): readonly string[] => {
  const indent = `  ${/^ */.exec(line)?.[0] ?? ''}`;
  return language === undefined || language === '' || language === 'sql'
    ? sqlLines(indent, line.trim(), width, theme)
    : hanging(indent, line.trim(), width);
};

const list = (token: Tokens.List, width: number, theme: Theme): readonly string[] =>
  token.items.flatMap((item, index) => {
    const mark = token.ordered ? `${(token.start || 1) + index}. ` : '• ';
    return blocks(item.tokens, width - mark.length, theme)
      .filter((line) => token.loose || line !== '')
      .map((line, at) => (at === 0 ? mark : ' '.repeat(mark.length)) + line);
  });

const inline = (tokens: readonly Token[], theme: Theme): string =>
  tokens
    .map((token) => {
      if (!isMarked(token)) return token.raw;
      switch (token.type) {
        case 'strong':
          return theme.strong(plain(token.tokens));
        case 'em':
          return theme.emphasis(plain(token.tokens));
        case 'codespan':
          return theme.strong(token.text);
        case 'link':
          return token.text === token.href
            ? token.href
            : `${plain(token.tokens)} ${theme.faint(`(${token.href})`)}`;
        case 'br':
          return '\n';
        case 'text':
          return token.tokens ? inline(token.tokens, theme) : oneSpaced(token.text);
        case 'escape':
          return token.text;
        default:
          return oneSpaced(token.raw);
      }
    })
    .join('');

/** The words alone. */
const plain = (tokens: readonly Token[]): string =>
  tokens
    .map((token) => {
      if ('tokens' in token && token.tokens) return plain(token.tokens);
      return oneSpaced('text' in token ? String(token.text) : token.raw);
    })
    .join('');

/** A line break inside of a paragraph is a space. */
const oneSpaced = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ');

const markedTypes = new Set([
  'blockquote',
  'br',
  'checkbox',
  'code',
  'codespan',
  'def',
  'del',
  'em',
  'escape',
  'heading',
  'hr',
  'html',
  'image',
  'link',
  'list',
  'list_item',
  'paragraph',
  'space',
  'strong',
  'table',
  'text',
]);

const isMarked = (token: Token): token is MarkedToken => markedTypes.has(token.type);
