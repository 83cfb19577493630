import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { looksOf } from '../../src/cli/looks.ts';
import { initialModel } from '../../src/ui/model/initial.ts';
import { makeTheme, palettes } from '../../src/ui/theme.ts';
import { linearLines } from '../../src/ui/view/linear-lines.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { lastOf, lessonOf, modelOf, type RecordingName, runModel, statesOf, stateWhere } from './recorded.ts';

const terminal = (isTTY: boolean) => Object.assign(Object.create(process.stdout), { isTTY });

describe('the colours of the screen', () => {
  test.for([
    ['auto', {}, 'dark'],
    ['auto', { COLORFGBG: '15;0' }, 'dark'],
    ['auto', { COLORFGBG: '0;15' }, 'light'],
    ['auto', { COLORFGBG: '0;default;7' }, 'light'],
    ['auto', { NO_COLOR: '1' }, 'none'],
    ['safe', { NO_COLOR: '1' }, 'safe'],
    ['Light', {}, 'light'],
  ] as const)('%s with %j is %s', ([word, env, palette]) => {
    expect(looksOf({ stdout: terminal(true), env }, word).palette).toBe(palette);
  });

  test('a theme that there is not is answered with those that there are', () => {
    expect(() => looksOf({ stdout: terminal(true), env: {} }, 'drak')).toThrow('There is no theme drak.');
  });

  test.for(palettes)('%s shows the same words, so that colour is never alone', (palette) => {
    const lab = stateWhere('deadlock', (state) => state.sessions.some((one) => one.status === 'blocked'));
    const draw = (given: typeof palette) =>
      screenOf(modelOf(runModel(lab)), { columns: 100, rows: 30 }, 0, makeTheme(given)).rows;
    expect(draw(palette).map(stripVTControlCharacters)).toEqual(draw('none').map(stripVTControlCharacters));
  });

  test('every colour is one of the sixteen, and one thing has one', () => {
    const codes = (palette: (typeof palettes)[number]) => {
      const theme = makeTheme(palette);
      const sessions = Array.from({ length: 6 }, (_, index) => theme.session(index));
      const paints = [...sessions, theme.waiting, theme.failed, theme.committed];
      return paints.map((paint) => paint('x').replace(/x.*/, ''));
    };
    for (const palette of palettes.filter((one) => one !== 'none')) {
      const all = codes(palette);
      expect([...new Set(all)]).toEqual(all);
      expect(all.join('')).not.toMatch(/[34]8;/);
    }
  });
});

describe('linear text for a screen reader', () => {
  test.for([
    ['true', true],
    ['1', true],
    ['0', false],
    ['false', false],
    ['', false],
    [undefined, false],
  ] as const)('INK_SCREEN_READER=%s asks for it: %s', ([word, linear]) => {
    expect(looksOf({ stdout: terminal(true), env: { INK_SCREEN_READER: word } }, 'auto').linear).toBe(linear);
  });

  test.for(['deadlock', 'wait-and-refusal', 'violation', 'timeout'] satisfies RecordingName[])(
    'has no line drawings after any event of %s',
    (name) => {
      for (const lab of statesOf(name)) {
        const lines = linearLines(modelOf(runModel(lab)), 0, makeTheme('dark'));
        for (const line of lines) expect(line).not.toMatch(/[─│┼┬├┆]/);
      }
    },
  );

  test('says level, who waits for whom, what happened, what is committed and what is next', () => {
    const lab = stateWhere(
      'deadlock',
      (state) => state.settled && state.sessions.some((one) => one.status === 'blocked'),
    );
    const text = linearLines(modelOf(runModel(lab)), 0, makeTheme('none')).join('\n');
    expect(text).toContain('Two people add the same book. SERIALIZABLE.');
    expect(text).toMatch(/A, the first request: waits for B/);
    expect(text).toContain('5 A> INSERT INTO books');
    expect(text).toMatch(/Committed:\nbooks 1 row\nid, name\n1, A brief history/);
    expect(text).toMatch(/step 6 of 8 B> INSERT/);
  });

  test('reads the list one lesson at a time, and the help', () => {
    const { model } = initialModel([lessonOf(lastOf('violation').script)]);
    const text = linearLines(model, 0, makeTheme('none')).join('\n');
    expect(text).toContain('Lesson 1 of 1: Two people add the same book. Not begun.\nTopic: duplicates, ');
    const help = linearLines({ ...model, overlay: { kind: 'help', scroll: 0 } }, 0, makeTheme('none'));
    expect(help.join('\n')).toContain('In a lesson');
  });
});
