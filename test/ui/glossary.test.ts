import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { glossary } from '../../src/engine/words/glossary.ts';
import { terms } from '../../src/engine/words/terms.ts';
import { widthOf } from '../../src/text/fit.ts';
import { actionFor, type KeyScope, keyScopes } from '../../src/ui/keys/keys.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { glossaryLines } from '../../src/ui/view/glossary-lines.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { Desk } from './desk.ts';
import { lessonOf } from './recorded.ts';

const theme = makeTheme(false);
const script = scriptOfSteps([step('A', 'START TRANSACTION'), step('A', 'rows 1'), step('A', 'COMMIT')]);

/** Where something is written, W is a letter; where a single thing is asked, that comes first. */
const typing: readonly KeyScope[] = ['answer', 'prompt', 'go-to', 'search', 'turn', 'doubt'];

describe('the glossary', () => {
  test('is one key away wherever nothing is written or asked', () => {
    // A question leaves to the run below it what it does not take itself.
    const below: readonly KeyScope[] = ['question', 'ask'];
    for (const scope of keyScopes.filter((one) => !typing.includes(one) && !below.includes(one)))
      expect([scope, actionFor(scope, 'W')]).toEqual([scope, 'glossary']);
    for (const scope of below) expect([scope, actionFor(scope, 'W')]).toEqual([scope, undefined]);
  });

  test('lies over a lesson, over its help and over a screen of its own, and gives that back', async () => {
    await using desk = await Desk.open(lessonOf(script));
    const kind = () => desk.host.model().overlay?.kind;
    desk.press('W');
    expect(kind()).toBe('glossary');
    expect(desk.words).toContain('Words');
    desk.press('W');
    expect(kind()).toBeUndefined();
    desk.press('?', 'W', 'q');
    expect(kind()).toBeUndefined();
    desk.press('m', '?', 'W');
    expect(kind()).toBe('glossary');
    desk.press('escape');
    expect(kind()).toBe('map');
  });

  test.each([80, 120])('fits a terminal of %i columns, and shows its beginning at once', async (columns) => {
    await using desk = await Desk.open(lessonOf(script));
    desk.press('W');
    const { rows } = screenOf(desk.host.model(), { columns, rows: 24 }, 0, theme);
    const lines = rows.map(stripVTControlCharacters);
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns);
    expect(lines.join('\n')).toMatch(/Words and codes.*anomaly/s);
  });

  test('has every word once, in order, and every code', () => {
    const words = terms.map(({ word }) => word);
    expect(words).toEqual([...new Set(words)].toSorted());
    const text = glossaryLines(theme, 100).map(stripVTControlCharacters).join('\n');
    for (const { code } of glossary) expect(text).toContain(`  ${code} `);
    for (const { says } of terms) expect(says).toMatch(/^.{20,}[.)]$/);
  });
});
