import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Lesson } from '../../src/lesson/lesson.ts';
import { scriptOf } from '../../src/lesson/script.ts';
import { mergeLesson, parseProgress, placeKey, standingIn } from '../../src/progress/progress.ts';
import { clip, padded, widthOf, wrapped } from '../../src/text/fit.ts';
import { linked } from '../../src/text/link.ts';
import { LabHost } from '../../src/ui/host/lab-host.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { sittingOf } from '../../src/ui/run/sitting.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { linearLines } from '../../src/ui/view/linear-lines.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { FakeClock, FakeServer } from '../engine/fake-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { lastOf, lessonOf, modelOf, runModel } from './recorded.ts';

const script = scriptOfSteps([step('A', 'rows 1'), step('B', 'rows 2')]);
const source = { title: 'The manual', url: 'https://example.org/ä b?x=1#y' };
const lesson: Lesson = lessonOf(
  { ...script, sources: [source] },
  {
    levels: ['READ COMMITTED', 'SERIALIZABLE'],
    level: 'READ COMMITTED',
    variants: [{ id: 'locked', title: 'Fix: lock first', about: 'It locks.', setup: [], steps: [] }],
  },
);
const other = lessonOf(script, { id: 'other', title: 'Another one', order: 9 });

const isReady = ({ run }: Model) => run?.phase.kind === 'ready';
const isOver = (model: Model) => isReady(model) && model.run?.lab?.finished !== undefined;

class Student implements AsyncDisposable {
  readonly host = new LabHost({
    catalogue: [lesson, other],
    connect: async () => new FakeServer(),
    clock: new FakeClock(),
  });

  /** Keys as the screen of this size takes them. */
  press(...keys: readonly string[]): void {
    for (const key of keys) this.host.tell({ type: 'key', key, areas: this.screen.areas });
  }

  async until(holds: (model: Model) => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (holds(this.host.model())) resolve();
    };
    const stop = this.host.subscribe(look);
    look();
    await promise.finally(stop);
  }

  async toTheEnd(): Promise<void> {
    await this.until(isReady);
    this.press('G', 'G');
    await this.until(isOver);
  }

  get screen() {
    return screenOf(this.host.model(), { columns: 80, rows: 24 }, 0, makeTheme(false));
  }

  get words(): string {
    return this.screen.rows.map((row) => stripVTControlCharacters(row).trimEnd()).join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host.close();
  }
}

describe('the page of the end', () => {
  test('says what was seen and what comes next; Space reads it, then opens that, and → leaves nothing', async () => {
    await using student = new Student();
    student.press('enter');
    await student.toTheEnd();
    expect(student.words).toContain('[◐ run]');
    expect(student.words.match(/· not run/g)).toHaveLength(3);
    expect(student.words).toContain('Next  SERIALIZABLE, as it is: not run yet.');
    student.press('right', 'l');
    expect(student.host.model().run?.notice).toBe('This is the end.');
    expect(student.host.model().run?.number).toBe(1);
    student.press('left');
    expect(student.words).toContain('Who sees what');
    student.press('right');
    expect(student.words).toContain('Next  SERIALIZABLE');
    student.press('space');
    expect(student.host.model().run).toMatchObject({ number: 1, isOffered: true });
    expect(student.words).toContain('Space  opens SERIALIZABLE, as it is');
    student.press('space');
    expect(student.host.model().run).toMatchObject({ number: 2, script: { level: 'SERIALIZABLE' } });
    await student.toTheEnd();
    expect(student.words.match(/◐ run/g)).toHaveLength(2);
    student.press('space', 'space');
    expect(student.host.model().run).toMatchObject({ choice: { variant: 'locked' } });
    await student.toTheEnd();
    expect(student.words).toContain('Next  The lesson “Another one”.');
    // z shows all panels; Space comes back to the page, and does no more than that.
    student.press('z', 'space', 'space');
    expect(student.host.model().run).toMatchObject({ number: 3, isOffered: true });
    student.press('space');
    expect(student.host.model().run?.lesson.id).toBe('other');
  });

  test('comes after the rows of the last step were on the screen; whoever goes to the end has it at once', async () => {
    await using student = new Student();
    student.press('enter');
    await student.until(isReady);
    student.press('right');
    await student.until((model) => isReady(model) && (model.run?.track.at ?? 0) === 1);
    student.press('right');
    await student.until(isOver);
    expect(student.words).toContain('Step 2, B: 2 rows');
    expect(student.words).toContain('Space  see how it ended');
    student.press('space');
    expect(student.words).toContain('What you have seen of this lesson');
    student.press('left', 'right');
    expect(student.words).toContain('What you have seen of this lesson');
  });

  test('makes way for a statement of one’s own, whose outcome is in the transcripts', async () => {
    await using student = new Student();
    student.press('enter');
    await student.toTheEnd();
    student.press('a');
    expect(student.words).toContain('Who sees what');
    student.press('escape', 'space');
    expect(student.words).toContain('Next  SERIALIZABLE');
  });

  test('is read to its end before Space does anything, and is whole at every size', () => {
    const run = runModel(lastOf('violation'), { isZoomed: 'page', focus: 'guide' });
    const model = modelOf(run);
    for (const [columns, rows] of [
      [60, 18],
      [80, 24],
      [120, 36],
      [200, 60],
    ] as const) {
      const whole = screenOf(model, { columns, rows: 200 }, 0, makeTheme(false)).rows.join('\n');
      const { rows: seen, areas } = screenOf(model, { columns, rows }, 0, makeTheme(false));
      expect(/↓ \d/.test(seen.join('\n'))).toBe(areas.guide.max > 0);
      expect(seen.slice(0, 4).join('\n')).toContain('It is violated');
      for (const words of [
        'What you have seen of this lesson',
        'Remember',
        'Next',
        'sources, to read further',
      ])
        expect(whole).toContain(words);
      for (const row of seen) expect(widthOf(row)).toBe(columns);
    }
  });

  test('tells an outcome only where it was seen, at the level and in the variant that it was seen in', () => {
    const run = runModel(lastOf('violation'), { isZoomed: 'page', focus: 'guide' });
    const { level } = run.script;
    const place = { level, steps: 0, seen: [level], answers: {} };
    const words = (progress: Model['progress']) =>
      linearLines({ ...modelOf(run), progress }, 0, makeTheme(false)).join('\n');
    const id = run.lesson.id;
    expect(words({})).not.toMatch(/✓|✗ violated/);
    expect(words({})).toContain('does not count');
    const known = words({ [id]: { ...place, ends: { [level]: 'violated' } } });
    expect(known).toContain(`✗ violated ${level}, as it is (this run)`);
    expect(known.match(/· not run/g)).toHaveLength(3);
    expect(known).not.toContain('does not count');
    // Kept by an earlier version: that it was run is known, what became of it is not.
    expect(words({ [id]: place })).toContain(`◐ run ${level}`);
  });

  test('proposes no level at which the lesson says the same as where it was run, but a fix', () => {
    const claims = (claim: NonNullable<Lesson['steps'][number]['expect']>): Lesson => ({
      ...lesson,
      steps: lesson.steps.map((one) => ({ ...one, expect: claim })),
    });
    const proposed = (of: Lesson) => {
      const { level } = of;
      const run = { ...runModel(lastOf('violation')), lesson: of, script: scriptOf(of), choice: {} };
      const progress = { [of.id]: { level, steps: 0, seen: [level], answers: {} } };
      return sittingOf({ ...modelOf(run), progress })?.proposal;
    };
    expect(proposed(claims({ all: { affected: 1 } }))).toMatchObject({ choice: { variant: 'locked' } });
    const differs = { default: { affected: 1 }, levels: { SERIALIZABLE: { affected: 0 } } };
    expect(proposed(claims(differs))).toEqual({ kind: 'place', choice: { level: 'SERIALIZABLE' } });
    // It claims nothing: what comes at the other level is not known.
    expect(proposed(lesson)).toEqual({ kind: 'place', choice: { level: 'SERIALIZABLE' } });
  });

  test.for([
    { columns: 80, rows: 24 },
    { columns: 200, rows: 60 },
  ])('at $columns×$rows', async (size) => {
    const run = runModel(lastOf('violation'), { isZoomed: 'page', focus: 'guide' });
    const { level, lesson: id } = run.script;
    const known = { level, steps: 0, seen: [level], answers: {}, ends: { [level]: 'violated' as const } };
    const { rows } = screenOf({ ...modelOf(run), progress: { [id]: known } }, size, 0, makeTheme(false));
    const text = rows.map((row) => stripVTControlCharacters(row).trimEnd()).join('\n');
    await expect(`${text}\n`).toMatchFileSnapshot(`screens/end-${size.columns}x${size.rows}.txt`);
  });

  test('says that every lesson was seen only where it is known which there are', () => {
    const run = runModel(lastOf('violation'), { isZoomed: 'page', focus: 'guide' });
    const { levels: all, variants } = run.lesson;
    const seen = all.flatMap((one) => [one, ...variants.map(({ id }) => placeKey(one, id))]);
    const progress = { [run.lesson.id]: { level: run.script.level, steps: 0, seen, answers: {} } };
    const words = (more: Partial<Model>) =>
      linearLines({ ...modelOf(run), progress, ...more }, 0, makeTheme(false)).join('\n');
    expect(words({})).toContain('You have seen every lesson to its end');
    const unread = words({ isReading: true });
    expect(unread).toContain('Next Esc shows the map of the course.');
    expect(unread).not.toContain('You have seen every lesson');
  });

  test('is not before a class, and a recording proposes nothing', () => {
    const run = runModel(lastOf('violation'), { isZoomed: 'page', focus: 'guide' });
    const replay = { ...modelOf(run), mode: 'replay' } as const;
    const words = screenOf(replay, { columns: 80, rows: 60 }, 0, makeTheme(false)).rows.join('\n');
    expect(words).toContain('Remember');
    expect(words).not.toMatch(/What you have seen|Next/);
  });
});

describe('a source', () => {
  test('is a link that takes no columns, and whose address can be read', () => {
    const run = { ...runModel(lastOf('violation')), script: { ...script, sources: [source] } };
    const model = { ...modelOf(run), overlay: { kind: 'sources', scroll: 0 } } as const;
    const { rows } = screenOf(model, { columns: 60, rows: 18 }, 0, makeTheme(true));
    const drawn = rows.join('\n');
    expect(drawn).toContain('\u001B]8;;https://example.org/%C3%A4%20b?x=1#y\u001B\\');
    expect(stripVTControlCharacters(drawn)).toContain(source.url);
    for (const row of rows) expect(widthOf(row)).toBe(60);
    const spoken = linearLines(model, 0, makeTheme(true)).join('\n');
    expect(spoken).toContain(`The manual: ${source.url}`);
    expect(spoken).not.toContain('\u001B');
  });

  test.for([
    ['plain', 7],
    ['漢字 and é', 10],
  ] as const)('measures a link on %s as its text', ([text, columns]) => {
    const link = linked(text, 'https://example.org/a?b=c;d');
    expect(widthOf(link)).toBe(widthOf(text));
    expect(widthOf(padded(link, 20))).toBe(20);
    expect(widthOf(clip(link, 4))).toBeLessThanOrEqual(4);
    expect(clip(link, 4)).toContain('\u001B]8;;\u001B\\');
    for (const line of wrapped(`${link} ${link}`, columns))
      expect(widthOf(line)).toBeLessThanOrEqual(columns);
  });

  test('is no link where it is no address', () => {
    expect(linked('text', '\u001B]8;;x')).toBe('text');
  });
});

test('a level that a lesson has no more counts as seen, and not towards all of it', () => {
  const place = { level: lesson.level, steps: 0, answers: {} };
  expect(standingIn(lesson, { ...place, level: 'SERIALIZABLE', seen: ['SERIALIZABLE'] })).toBe('seen');
  expect(standingIn(lesson, { ...place, seen: ['READ COMMITTED/gone'] })).toBe('seen');
});

test('outcomes are kept beside what an earlier version has kept, and the later one counts', () => {
  const early = { level: 'SERIALIZABLE', steps: 0, seen: ['SERIALIZABLE'], answers: {} } as const;
  const text = JSON.stringify({ format: 1, lessons: { one: early } });
  const before = parseProgress(text)?.['one'];
  expect(before).toEqual(early);
  const later = mergeLesson(before, { ...early, seen: [...early.seen], ends: { SERIALIZABLE: 'holds' } });
  expect(later.ends).toEqual({ SERIALIZABLE: 'holds' });
  const ends = { SERIALIZABLE: 'violated', 'READ COMMITTED': 'holds' } as const;
  expect(mergeLesson(later, { ...later, ends }).ends).toEqual(ends);
  expect(mergeLesson(later, { ...early, seen: [...early.seen] }).ends).toEqual(later.ends);
});
