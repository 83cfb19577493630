import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadCatalogue } from '../../src/lesson/load.ts';
import { scriptsOf, unaskedIn } from './turning-points.ts';

const { lessons: all } = await loadCatalogue(fileURLToPath(new URL('../../lessons/', import.meta.url)));
const lessons = all.filter(({ exercise }) => exercise === undefined);

test.each(lessons.map((one) => [one.id, one] as const))('%s asks at every turning point', (_, lesson) => {
  const unasked = scriptsOf(lesson).flatMap((script) =>
    unaskedIn(script, lesson).map(
      ({ step, why }) =>
        `${script.variant?.id ?? 'as it is'} ${script.steps[step]?.name ?? step + 1} ${script.level}: ${why}`,
    ),
  );
  expect(unasked).toEqual([]);
});

test.each(lessons.map((one) => [one.id, one] as const))(
  '%s asks something wherever it can be opened',
  (_, lesson) => {
    const silent = scriptsOf(lesson).filter(({ steps }) =>
      steps.every(({ predict }) => predict === undefined),
    );
    expect(silent.map(({ variant, level }) => `${variant?.id ?? 'as it is'} ${level}`)).toEqual([]);
  },
);
