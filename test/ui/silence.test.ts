import { describe, expect, test } from 'vitest';
import { plainWidth } from '../../src/text/plain-width.ts';
import type { Message } from '../../src/ui/model/messages.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { update } from '../../src/ui/update.ts';
import { linearLines } from '../../src/ui/view/linear-lines.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { lastOf, modelOf, runModel } from './recorded.ts';

const theme = makeTheme('none');
const open = modelOf(runModel({ ...lastOf('violation'), sights: {} }));
const { run: _, ...list } = open;
const places: readonly (readonly [string, Model])[] = [
  ['the lesson', open],
  ['the list', list],
  ['the help', { ...open, overlay: { kind: 'help', scroll: 0 } }],
  ['about the lesson', { ...open, overlay: { kind: 'about', scroll: 0 } }],
];

const silent = (model: Model, forMs: number | undefined, attempt = model.attempts): Model => {
  const message: Message = { type: 'server-silent', attempt, forMs };
  return update(model, message).model;
};

describe('a server that does not answer is told in the last row', () => {
  test.each(places)('of %s, at every size, until it answers', (_name, model) => {
    for (const size of [
      { columns: 60, rows: 18 },
      { columns: 80, rows: 24 },
      { columns: 40, rows: 10 },
    ]) {
      const before = screenOf(model, size, 0, theme).rows;
      const { rows } = screenOf(silent(model, 12_000), size, 0, theme);
      expect(rows).toHaveLength(before.length);
      expect(rows.at(-1)).toContain('✗ The server has not answered for 12 s');
      expect(plainWidth(rows.at(-1) ?? '')).toBe(size.columns);
      expect(rows.slice(0, -1)).toEqual(before.slice(0, -1));
      expect(screenOf(silent(silent(model, 12_000), undefined), size, 0, theme).rows).toEqual(before);
    }
  });

  test('and to a screen reader at the end', () => {
    expect(linearLines(silent(open, 2_000), 0, theme).at(-1)).toBe(
      'The server has not answered for 2.0 s. Ctrl-C leaves.',
    );
  });

  test('but not of a server that is not used any more', () => {
    expect(silent(open, 2_000, open.attempts + 1)).toEqual(open);
  });
});
