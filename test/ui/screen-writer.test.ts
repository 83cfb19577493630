import xterm from '@xterm/headless';
import { expect, test } from 'vitest';
import { ScreenWriter } from '../../src/ui/host/screen-writer.ts';

/** A real screen behind the writer, and everything that was written to it. */
const makeScreen = () => {
  const terminal = new xterm.Terminal({ cols: 20, rows: 4, allowProposedApi: true });
  const writes: string[] = [];
  const writer = new ScreenWriter({
    write: (text: string | Uint8Array) => {
      writes.push(String(text));
      return true;
    },
  });
  const rows = async (): Promise<readonly string[]> => {
    await new Promise<void>((resolve) => terminal.write(writes.splice(0).join(''), resolve));
    const { active } = terminal.buffer;
    return Array.from({ length: 4 }, (_, row) => active.getLine(row)?.translateToString(true) ?? '');
  };
  return { writer, writes, rows };
};

test('rows stand where they belong, also empty ones and those as wide as the terminal', async () => {
  const { writer, rows } = makeScreen();
  const screen = ['one', '', 'x'.repeat(20), '书'.repeat(10)];
  writer.draw(screen);
  expect(await rows()).toEqual(screen);
});

// After a row as wide as the terminal the cursor still stands on its last column, and xterm erases from there.
test('a row is erased before it is written, never after', () => {
  const { writer, writes } = makeScreen();
  writer.draw(['x'.repeat(20)]);
  const text = writes.join('');
  expect(text.indexOf('\u001B[K')).toBeLessThan(text.indexOf('x'));
  expect(text.lastIndexOf('\u001B[K')).toBe(text.indexOf('\u001B[K'));
});

test('what is there already is not written again, and a shorter row leaves nothing of a longer one', async () => {
  const { writer, writes, rows } = makeScreen();
  writer.draw(['a long row', 'the same', '', '']);
  await rows();
  writer.draw(['short', 'the same', '', '']);
  expect(writes.join('')).not.toContain('the same');
  expect(await rows()).toEqual(['short', 'the same', '', '']);
  writer.draw(['short', 'the same', '', '']);
  expect(writes).toEqual([]);
});

test('after a resize everything is drawn again', async () => {
  const { writer, rows } = makeScreen();
  writer.draw(['one', 'two', 'three', 'four']);
  writer.clear();
  expect(await rows()).toEqual(['', '', '', '']);
  writer.draw(['one', 'two', 'three', 'four']);
  expect(await rows()).toEqual(['one', 'two', 'three', 'four']);
});
