import { printableLines } from '../printable.ts';
import { hanging, wrapped } from '../text/fit.ts';
import type { Paint } from './paint.ts';

/**
 * A lesson's Markdown as lines of text. Markdown reads well as it stands, so only what a terminal can do
 * better is done: paragraphs and list items are wrapped, code is left as it is, marks become styles.
 */
export const proseLines = (markdown: string, width: number, paint: Paint): readonly string[] => {
  const lines: string[] = [];
  for (const block of blocksOf(printableLines(markdown.trim()))) {
    if (lines.length > 0 && !(block.kind === 'item' && block.tight)) lines.push('');
    switch (block.kind) {
      case 'code':
        lines.push(...block.lines.flatMap((line) => wrapped(`    ${line}`, width)).map(paint.code));
        break;
      case 'item':
        lines.push(...hanging(block.lead, inline(block.text, paint), width));
        break;
      case 'heading':
        lines.push(...wrapped(paint.strong(block.text), width));
        break;
      case 'paragraph':
        lines.push(...wrapped(inline(block.text, paint), width));
    }
  }
  return lines;
};

type Block =
  | { readonly kind: 'paragraph' | 'heading'; readonly text: string }
  | { readonly kind: 'item'; readonly lead: string; readonly text: string; readonly tight: boolean }
  | { readonly kind: 'code'; readonly lines: readonly string[] };

const blocksOf = (lines: readonly string[]): readonly Block[] => {
  const blocks: Block[] = [];
  let fence: string[] | undefined;
  let separated = true;
  for (const line of lines) {
    if (line.trimStart().startsWith('```')) {
      if (fence) blocks.push({ kind: 'code', lines: fence });
      fence = fence === undefined ? [] : undefined;
      separated = true;
    } else if (fence) {
      fence.push(line);
    } else if (line.trim() === '') {
      separated = true;
    } else {
      add(blocks, line, separated);
      separated = false;
    }
  }
  if (fence) blocks.push({ kind: 'code', lines: fence });
  return blocks;
};

/** A line begins a block, or goes on with the last one. */
const add = (blocks: Block[], line: string, separated: boolean): void => {
  const last = blocks.at(-1);
  const item = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/.exec(line);
  const heading = /^#{1,6}\s+(.*)$/.exec(line);
  if (item) {
    const [, indent = '', mark = '-', text = ''] = item;
    const lead = `${indent}${/\d/.test(mark) ? mark : '•'} `;
    blocks.push({ kind: 'item', lead, text, tight: last?.kind === 'item' });
  } else if (heading) {
    blocks.push({ kind: 'heading', text: heading[1] ?? '' });
  } else if (!separated && (last?.kind === 'paragraph' || last?.kind === 'item')) {
    blocks[blocks.length - 1] = { ...last, text: `${last.text} ${line.trim()}` };
  } else {
    blocks.push({ kind: 'paragraph', text: line.trim() });
  }
};

const inline = (text: string, paint: Paint): string =>
  text
    .replaceAll(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, '$1 ($2)')
    .replaceAll(/(`[^`]+`)|\*\*([^*]+)\*\*/g, (_, code?: string, strong?: string) =>
      code === undefined ? paint.strong(strong ?? '') : paint.code(code),
    );
