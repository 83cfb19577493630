import type { LabEvent } from '../../../src/engine/events.ts';
import { judge } from '../../../src/engine/judge/judge.ts';
import type { StepExpectation } from '../../../src/lesson/expectation.ts';
import type { Script } from '../../../src/lesson/script.ts';
import type { CaseResult } from '../../../src/verify/case-result.ts';
import type { CaseAbout, VerifyEvent } from '../../../src/verify/events.ts';
import type { Pair } from '../../../src/verify/pairs.ts';
import type { Summary } from '../../../src/verify/summary.ts';
import { play, readRecording } from '../recordings.ts';

/** What no format may stumble over. */
export const hostile =
  'a\u0000\u001B[31mred\u001B[0m\u0007 <b> & "q" \'s\' ]]> 100% # TODO \\ a:b,c\r\n\uD800 ☃ 😀\u2028';

/** A real run, judged against other expectations than its lesson's. */
export const resultOf = async (
  recording: string,
  change: (script: Script) => Script,
  more: Partial<CaseResult> = {},
): Promise<CaseResult> => {
  const events = (await readRecording(recording)).map(
    (event): LabEvent => (event.type === 'run-started' ? { ...event, script: change(event.script) } : event),
  );
  const state = play(events).at(-1)?.[1];
  if (state === undefined) throw new Error('An empty recording');
  return { status: 'passed', repetitions: 1, ms: 20, findings: judge(state), recording: events, ...more };
};

export const expecting =
  (step: number, expect: StepExpectation) =>
  (script: Script): Script => {
    const old = script.steps[step];
    if (old === undefined) throw new Error(`No step ${step}`);
    return { ...script, steps: script.steps.with(step, { ...old, expect }) };
  };

const about = (id: string, more: Partial<CaseAbout> = {}): CaseAbout => ({
  id,
  lesson: 'duplicate-book',
  title: 'Two people add the same book',
  file: 'lessons/duplicate-book.yaml',
  level: 'REPEATABLE READ',
  requested: true,
  expectedMs: 50,
  ...more,
});

const pair: Pair = {
  id: 'duplicate-book @ REPEATABLE READ: unique-index prevents it',
  lesson: 'duplicate-book',
  file: 'lessons/duplicate-book.yaml',
  line: 99,
  level: 'REPEATABLE READ',
  variant: 'unique-index',
  bug: 'fine',
  fix: 'wrong',
};

export const summary: Summary = {
  end: 'complete',
  cases: { passed: 1, failed: 1, unproven: 1, unsteady: 1, broken: 1, notRun: 1 },
  extra: 1,
  orders: { whole: 0, bounded: 0, bound: 30 },
  pairs: { passed: 0, failed: 1, notRun: 0 },
  ms: 1234,
  ok: false,
};

/** A verification in which everything that can come of a case comes of one, told as it would be. */
export const told = async (): Promise<readonly VerifyEvent[]> => {
  const fine = await resultOf('unique-index', (script) => script);
  const results: Readonly<Record<string, CaseResult>> = {
    fine,
    wrong: await resultOf(
      'unique-index',
      expecting(1, { rows: { kind: 'exact', rows: [['7', hostile]] }, waitsFor: ['B'] }),
      { status: 'failed' },
    ),
    [`silent ${hostile}`]: await resultOf('unique-index', expecting(2, {}), { status: 'unproven' }),
    unsteady: {
      ...fine,
      status: 'unsteady',
      repetitions: 3,
      difference: { repetition: 2, line: 7, first: 'B waits for A', other: 'B gets error 1213' },
    },
    broken: {
      status: 'broken',
      repetitions: 1,
      ms: 3,
      findings: [],
      recording: [],
      error: { message: `The lesson's setup failed.\n  ${hostile}`, next: ['Correct it.'] },
    },
    extra: fine,
  };
  const cases = [
    ...Object.keys(results).map((id) => about(id, { requested: id !== 'extra' })),
    about('late', { level: 'SERIALIZABLE', variant: 'it is' }),
  ];
  return [
    {
      at: 0,
      type: 'verify-started',
      server: { version: '9.7.4', provider: 'embedded', place: '/run/isolab' },
      cases,
      pairs: [pair],
      jobs: 4,
      repeat: 1,
      orders: 30,
    },
    ...Object.entries(results).flatMap(([id, result], index): readonly VerifyEvent[] => [
      { at: index * 10, type: 'case-started', case: id },
      { at: index * 10 + 5, type: 'case-finished', case: id, result },
    ]),
    {
      at: 1200,
      type: 'pair-judged',
      pair: pair.id,
      result: {
        status: 'failed',
        without: 'holds',
        with: 'holds',
        reasons: ['Without unique-index the invariant holds too, so nothing is prevented.'],
      },
    },
    { at: 1234, type: 'verify-finished', summary },
  ];
};
