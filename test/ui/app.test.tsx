import { renderToString } from 'ink';
import { expect, test } from 'vitest';
import { App } from '../../src/ui/app.tsx';
import type { Model } from '../../src/ui/model.ts';
import { initialModel } from '../../src/ui/model.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { lastOf, lessonOf, modelOf, runModel } from './recorded.ts';

const draw = (model: Model, columns: number, rows: number): string =>
  renderToString(
    <App
      host={{ model: () => model, subscribe: () => () => {}, tell: () => {} }}
      clock={{ now: () => 0 }}
      theme={makeTheme(false)}
      size={{ columns, rows }}
    />,
    { columns },
  );

test('the first frame is the list of lessons, before any server is there', () => {
  const { model } = initialModel([lessonOf(lastOf('violation').script)]);
  const text = draw(model, 80, 24);
  expect(text.split('\n')).toHaveLength(24);
  expect(text).toContain('▸ Two people add the same book');
  expect(text).toContain('Looking for a MySQL server');
});

test('Ink draws the rows as they are: none is wrapped, moved or dropped', () => {
  const model = modelOf(runModel(lastOf('wait-and-refusal')));
  const lines = draw(model, 160, 50).split('\n');
  expect(lines).toHaveLength(50);
  expect(lines.filter((line) => line.includes('ERROR 1062'))).toHaveLength(1);
  expect(lines.at(-1)).toContain('q');
});

test('an empty row keeps its place', () => {
  const { model } = initialModel([lessonOf(lastOf('violation').script)]);
  const lines = draw({ ...model, overlay: { kind: 'help', scroll: 0 } }, 80, 60).split('\n');
  expect(lines).toHaveLength(60);
  expect(lines.some((line) => line.trim() === '')).toBe(true);
  expect(lines.at(-1)).toContain('close');
});
