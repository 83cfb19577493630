import { lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import { printable, printableLines } from '../printable.ts';
import { wrapped } from './fit.ts';

/** What a screen, or a text, makes of the marks. */
export interface MarkdownStyle {
  readonly strong: (text: string) => string;
  readonly emphasis: (text: string) => string;
  readonly code: (text: string) => string;
  /** What stands beside the text: an address, the bar of a quotation. */
  readonly faint: (text: string) => string;
  /** A line of a block of code; without a word, the language is SQL. */
  readonly codeLines: (line: string, language: string, width: number) => readonly string[];
}

/** Markdown as lines of at most `width` columns. */
export const linesOfMarkdown = (markdown: string, width: number, style: MarkdownStyle): readonly string[] => {
  const lines = blocks(lexer(printableLines(markdown).join('\n')), width, style);
  const first = lines.findIndex((line) => line !== '');
  const last = lines.findLastIndex((line) => line !== '');
  return first < 0 ? [] : lines.slice(first, last + 1);
};

const blocks = (tokens: readonly Token[], width: number, style: MarkdownStyle): readonly string[] =>
  tokens.flatMap((token) => (isMarked(token) ? block(token, width, style) : [token.raw]));

const block = (token: MarkedToken, width: number, style: MarkdownStyle): readonly string[] => {
  switch (token.type) {
    case 'space':
      return [''];
    case 'heading':
      return [...wrapped(style.strong(plain(token.tokens)), width), ''];
    case 'paragraph':
    case 'text':
      return wrapped(inline(token.tokens ?? [], style), width);
    case 'code':
      return token.text.split('\n').flatMap((line) => style.codeLines(line, token.lang ?? '', width));
    case 'blockquote':
      return blocks(token.tokens, width - 2, style).map((line) => style.faint('│ ') + line);
    case 'list':
      return list(token, width, style);
    case 'hr':
      return [style.faint('─'.repeat(width))];
    case 'table':
      return [token.header, ...token.rows].flatMap((row) =>
        wrapped(row.map((cell) => inline(cell.tokens, style)).join(' │ '), width),
      );
    case 'html':
      return wrapped(printable(token.raw.trimEnd()), width);
    default:
      return wrapped(inline([token], style), width);
  }
};

const list = (token: Tokens.List, width: number, style: MarkdownStyle): readonly string[] =>
  token.items.flatMap((item, index) => {
    const mark = token.ordered ? `${(token.start || 1) + index}. ` : '• ';
    return blocks(item.tokens, width - mark.length, style)
      .filter((line) => token.loose || line !== '')
      .map((line, at) => (at === 0 ? mark : ' '.repeat(mark.length)) + line);
  });

const inline = (tokens: readonly Token[], style: MarkdownStyle): string =>
  tokens
    .map((token) => {
      if (!isMarked(token)) return token.raw;
      switch (token.type) {
        case 'strong':
          return style.strong(plain(token.tokens));
        case 'em':
          return style.emphasis(plain(token.tokens));
        case 'codespan':
          return style.code(token.text);
        case 'link':
          return token.text === token.href
            ? token.href
            : `${plain(token.tokens)} ${style.faint(`(${token.href})`)}`;
        case 'br':
          return '\n';
        case 'text':
          return token.tokens ? inline(token.tokens, style) : oneSpaced(token.text);
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
