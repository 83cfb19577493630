import { renderToString } from 'ink';
import { expect, test } from 'vitest';
import { App } from '../../src/ui/host/app.tsx';
import { initialModel } from '../../src/ui/model/initial.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { lastOf, lessonOf, modelOf, runModel } from './recorded.ts';

/** What the program draws first, and what Ink itself writes beside it. */
const drawn = (model: Model, columns: number, rows: number) => {
  const screens: (readonly string[])[] = [];
  const beside = renderToString(
    <App
      host={{ model: () => model, subscribe: () => () => {}, tell: () => {} }}
      clock={{ now: () => 0 }}
      theme={makeTheme(false)}
      size={{ columns, rows }}
      draw={(screen) => screens.push(screen)}
    />,
    { columns },
  );
  return { screens, beside };
};

test('the first screen is the list of lessons, before any server is there', () => {
  const { model } = initialModel([lessonOf(lastOf('violation').script)]);
  const { screens, beside } = drawn(model, 80, 24);
  expect(screens).toHaveLength(1);
  expect(screens[0]).toHaveLength(24);
  const text = screens[0]?.join('\n');
  expect(text).toContain('▸ Two people add the same book');
  expect(text).toContain('Looking for a MySQL server');
  expect(beside).toBe('');
});

test('a screen is drawn as large as the terminal', () => {
  const model = modelOf(runModel(lastOf('wait-and-refusal')));
  const [rows] = drawn(model, 160, 50).screens;
  expect(rows).toHaveLength(50);
  expect(rows?.filter((line) => line.includes('ERROR 1062'))).toHaveLength(1);
});
