import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { anomalyKinds, namesOf } from '../../src/lesson/anomaly-names.ts';
import type { Lesson } from '../../src/lesson/lesson.ts';
import { loadCatalogue } from '../../src/lesson/load.ts';
import { type Script, scriptOf } from '../../src/lesson/script.ts';
import { initialModel } from '../../src/ui/model/initial.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { update } from '../../src/ui/update.ts';
import { linearLines } from '../../src/ui/view/linear-lines.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';

const { lessons } = await loadCatalogue(fileURLToPath(new URL('../../lessons/', import.meta.url)));

const theme = makeTheme(false);

/** As the eye reads it on a screen that shows as much as any, and as it is heard. */
const shown = (model: Model): string =>
  [...screenOf(model, { columns: 240, rows: 120 }, 0, theme).rows, ...linearLines(model, 0, theme)]
    .map((row) => stripVTControlCharacters(row))
    .join('\n');

const listOn = (lesson: Lesson, seen: readonly string[] = []): Model => ({
  ...initialModel([lesson]).model,
  progress: { [lesson.id]: { level: lesson.level, steps: 0, seen: [...seen], answers: {} } },
});

const inLesson = (lesson: Lesson, script: Script): Model =>
  update(initialModel([lesson]).model, {
    type: 'lesson-opened',
    lesson,
    choice: { level: script.level, ...(script.variant && { variant: script.variant.id }) },
  }).model;

const names = [
  'deadlock',
  'phantom',
  ...anomalyKinds.flatMap((kind) => [namesOf(kind).name, ...namesOf(kind).codes]),
];

const scriptsOf = (lesson: Lesson): readonly Script[] =>
  [undefined, ...lesson.variants.map(({ id }) => id)].flatMap((variant) =>
    lesson.levels.map((level) => scriptOf(lesson, { level, ...(variant !== undefined && { variant }) })),
  );

describe('before the first answer nothing gives it away:', () => {
  test.each(lessons.map((one) => [one.id, one] as const))('%s', (_, lesson) => {
    const list = shown(listOn(lesson));
    if (lesson.anomaly !== undefined) {
      expect(list).not.toContain(lesson.anomaly);
      expect(shown(listOn(lesson, [lesson.level]))).toContain(lesson.anomaly);
    }
    for (const name of names) {
      expect(`${lesson.title}\n${lesson.summary}`.toLowerCase()).not.toMatch(
        new RegExp(`\\b${name.toLowerCase()}\\b`),
      );
    }
    for (const script of scriptsOf(lesson)) {
      const first = script.steps.findIndex(({ predict }) => predict !== undefined);
      const question = script.steps[first]?.predict;
      const opened = shown(inLesson(lesson, script));
      if (script.anomaly !== undefined) expect(opened).not.toContain(script.anomaly);
      if (question?.kind !== 'choices') continue;
      const before = script.steps.slice(0, first).flatMap(({ look, why }) => [look, JSON.stringify(why)]);
      const told = [list, opened, ...before, script.steps[first]?.look, question.ask].join('\n');
      for (const { says } of question.choices.filter((one) => one.says.length > 12))
        expect(told.replaceAll(/\s+/g, ' ')).not.toContain(says);
    }
  });
});

/** What ends a wait badly. */
const badEnd = /deadlock|victim|rolls? \w+ back|rolled back by|time-?out|\berror\b|\b1[02]\d\d\b/i;

describe('a wait is told when it begins, and its end when it ends:', () => {
  test.each(lessons.map((one) => [one.id, one] as const))('%s', (_, lesson) => {
    for (const { steps } of scriptsOf(lesson)) {
      for (const { expect: expected, look, why, until } of steps) {
        const ways = [expected, ...(expected?.either ?? [])];
        if (until === 'finished' || !ways.some((one) => one?.on ?? one?.waitsFor?.length)) continue;
        const begins = typeof why === 'string' ? why : why?.begins;
        expect(`${look ?? ''}\n${begins ?? ''}`).not.toMatch(badEnd);
      }
    }
  });
});
