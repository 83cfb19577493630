import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { LabState } from '../../src/engine/state.ts';
import type { ScriptStep } from '../../src/lesson/script.ts';
import type { RunModel } from '../../src/ui/model/run.ts';
import { drawn } from '../../src/ui/text/lines.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { guideOf } from '../../src/ui/view/guide-lines.ts';
import { lastOf, runModel, stateWhere } from './recorded.ts';

/** The same run of a lesson with other words about one step. */
const withWords = (lab: LabState, step: number, words: Partial<ScriptStep>): LabState => ({
  ...lab,
  script: {
    ...lab.script,
    steps: lab.script.steps.map((one, at) => (at === step ? { ...one, ...words } : one)),
  },
});

const told = (lab: LabState, more: Partial<RunModel> = {}): string =>
  guideOf(
    runModel(lab, more),
    { status: 'ready', about: lab.server },
    {
      theme: makeTheme(false),
      width: 90,
      ruled: false,
    },
  )
    .lines.map((line) => stripVTControlCharacters(drawn(line)))
    .join('\n');

describe('what the lesson says of a wait', () => {
  const why = { begins: 'A’s look holds the open end.', ends: 'B’s patience is over.' };

  test('is told as far as it has come', () => {
    const blocked = stateWhere('timeout', (state) =>
      state.sessions.some(({ status }) => status === 'blocked'),
    );
    expect(told(withWords(blocked, 7, { why }))).toContain(why.begins);
    expect(told(withWords(blocked, 7, { why }))).not.toContain(why.ends);
  });

  test('stands as a whole where it ended by itself: nobody could read the first part in time', () => {
    const over = stateWhere('timeout', ({ settled, steps }) => settled && steps[7]?.status === 'taken');
    const text = told(withWords(over, 7, { why }));
    expect(text.indexOf(why.begins)).toBeGreaterThanOrEqual(0);
    expect(text.indexOf(why.ends)).toBeGreaterThan(text.indexOf(why.begins));
  });
});

describe('of a wait that another step has ended', () => {
  const freed = stateWhere('wait-and-refusal', ({ steps, settled }) => {
    const insert = steps[5];
    return settled && insert?.status === 'taken' && steps[6]?.status === 'taken';
  });
  const silent: LabState = {
    ...freed,
    script: { ...freed.script, steps: freed.script.steps.map(({ why: _, ...one }) => one) },
  };

  test('stands the word of the server, where the lesson has none', () => {
    expect(told(silent)).toMatch(/Then {2}Step 6, B: ✗ 1062/);
  });

  test.each([5, 6])('stands the word of the lesson, where it has one, of step %i', (step) => {
    const why = { ends: 'B’s patience is over.' };
    const text = told(withWords(silent, step, { why: step === 5 ? why : why.ends }));
    expect(text).toContain(why.ends);
    expect(text).not.toContain('Then');
  });
});

describe('at the end', () => {
  const end = lastOf('wait-and-refusal');
  const skipped = end.steps.findIndex(({ status }) => status === 'skipped');
  const words = { look: 'Nothing is left to do.', why: 'Both were told the truth.' };

  test('stands what the lesson says of a step that it expects to be passed over', () => {
    const text = told(withWords(end, skipped, { ...words, expect: { skipped: true } }));
    expect(text).toMatch(/Look {2}Nothing is left to do\.\n\nNote {2}Both were told the truth\./);
  });

  test('and nothing of one that it expects to be taken', () => {
    expect(told(withWords(end, skipped, { ...words, expect: { affected: 1 } }))).not.toContain('truth');
  });

  test('an answer is judged, too, when the last step was taken with it', () => {
    const last = lastOf('violation');
    const step = last.script.steps.length - 1;
    const predict = {
      kind: 'choices',
      ask: 'What will come?',
      choices: [
        { says: 'No error.', means: { affected: 0 } },
        { says: 'A deadlock.', means: { error: '1213' } },
      ],
    } as const;
    const text = told(withWords(last, step, { predict }), {
      answers: [{ step, said: { kind: 'chosen', indices: [1] } }],
    });
    expect(text).toContain('You said “A deadlock.”; it was “No error.”.');
  });

  test('a row that was not known when it was offered is told as it came', () => {
    const last = lastOf('timeout');
    const step = last.timeline.findLast(
      (one) => one.kind === 'statement' && one.outcome?.kind === 'rows' && one.outcome.rows.length > 0,
    );
    if (step?.kind !== 'statement' || step.step === undefined || step.outcome?.kind !== 'rows')
      throw new Error('It reads');
    const cells = step.outcome.rows.map((row) => row.map((_, at) => `$cell${at}`));
    const predict = { kind: 'rows', ask: 'Which?', rows: [...cells, ['none']] } as const;
    const state = { ...last, timeline: last.timeline.slice(0, last.timeline.indexOf(step) + 1) };
    const { finished: _, ...sofar } = withWords(state, step.step, {
      predict,
      expect: { rows: { kind: 'exact', rows: cells } },
    });
    const text = told(sofar, {
      answers: [{ step: step.step, said: { kind: 'chosen', indices: [cells.length] } }],
    });
    expect(text).toContain(`it was “${step.outcome.rows[0]?.join(' │ ')}”`);
  });
});
