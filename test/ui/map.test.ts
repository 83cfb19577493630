import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { glossary } from '../../src/engine/words/glossary.ts';
import { type AnomalyKind, anomalyKinds, listedKinds } from '../../src/lesson/anomaly-names.ts';
import type { Lesson } from '../../src/lesson/lesson.ts';
import { widthOf } from '../../src/text/fit.ts';
import { initialModel } from '../../src/ui/model/initial.ts';
import { runsIn } from '../../src/ui/model/map.ts';
import type { Command, Message } from '../../src/ui/model/messages.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { update } from '../../src/ui/update.ts';
import { happenedLines } from '../../src/ui/view/happened-lines.ts';
import type { Size } from '../../src/ui/view/layout.ts';
import { linearLines } from '../../src/ui/view/linear-lines.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { someRuns } from '../report/map/map-runs.ts';
import { Desk } from './desk.ts';
import { noCourse } from './no-course.ts';
import { lastOf, lessonOf, modelOf, runModel } from './recorded.ts';

const script = scriptOfSteps([step('A', 'START TRANSACTION'), step('A', 'rows 1'), step('A', 'COMMIT')]);

/** The lessons of the runs that are made up, each at its levels. */
const lessons: readonly Lesson[] = [...Map.groupBy(someRuns, ({ lesson }) => lesson)].map(([id, runs]) =>
  lessonOf(script, {
    id,
    title: `The lesson ${id}`,
    levels: runs.map(({ level }) => level),
    level: runs[0]?.level ?? 'SERIALIZABLE',
  }),
);

const about = { version: '9.7.4', provider: 'url', place: 'here' } as const;

/** The lab as messages change it, and what it asks for. */
class Lab {
  #asked: Command[] = [];
  model: Model;

  constructor(catalogue = lessons) {
    const { model } = initialModel(catalogue);
    this.model = model;
  }

  tell(...messages: readonly Message[]): this {
    for (const message of messages) {
      const { model, commands } = update(this.model, message);
      this.model = model;
      this.#asked.push(...commands);
    }
    return this;
  }

  press(...keys: readonly string[]): this {
    return this.tell(...keys.map((key) => ({ type: 'key', key, areas: noAreas }) as const));
  }

  ready(): this {
    return this.tell({ type: 'server-ready', attempt: this.model.attempts, about });
  }

  /** The runs that the map waits for end as they are made up, so many of them. */
  mapped(count = someRuns.length): this {
    const scripts = this.model.map?.scripts ?? [];
    const results = scripts.slice(0, count).flatMap((one): readonly Message[] => {
      const run = someRuns.find(({ lesson, level }) => lesson === one.lesson && level === one.level);
      return run ? [{ type: 'mapped', script: one, result: { run } }] : [];
    });
    // Whichever is over first.
    return this.tell(...results.toReversed());
  }

  /** Since it was asked for the last time. */
  asked(): readonly Command[] {
    return this.#asked.splice(0);
  }

  rows({ columns, rows }: Size = { columns: 80, rows: 24 }, isColoured = false): readonly string[] {
    return screenOf(this.model, { columns, rows }, 0, makeTheme(isColoured)).rows;
  }

  get screen(): string {
    return this.rows().map(stripVTControlCharacters).join('\n');
  }

  get words(): string {
    return linearLines(this.model, 0, makeTheme(false)).join('\n');
  }
}

/** How many runs each asks for. */
const wanted = (commands: readonly Command[]): readonly (string | number)[] =>
  commands.map((one) => (one.type === 'fill-map' ? one.scripts.length : one.type));

const full = () => new Lab().ready().press('m').mapped();

describe('the map of anomalies', () => {
  test('is there at once, and is filled when there is a server; nothing is said that is not known', () => {
    const lab = new Lab().press('m');
    expect(wanted(lab.asked())).toEqual([]);
    expect(lab.screen).toContain('─ 0 of 13 runs; no server yet ─');
    expect(lab.screen).toMatch(/P4 lost update {20,}\n/);
    expect(lab.screen).toContain('No lesson has shown it so far.');
    expect(lab.words).toContain('P4 lost update: not known yet.');
    expect(wanted(lab.ready().asked())).toEqual([13]);
    expect(lab.mapped(5).screen).toContain('─ … 5 of 13 runs so far; what is empty is not known yet ─');
    expect(lab.screen).toMatch(/P4 lost update {10,}≠ happens {2}≠ happens {2}≠ happens *\n/);
    expect(lab.screen).not.toContain('✓ ');
    // With every run, nobody hears all of it again.
    expect(lab.words.split('\n')).toHaveLength(5);
    expect(lab.words).toMatch(
      /^Which .* 5 of 13 runs so far.*\nAnomaly 1 of 15: P1 dirty read: READ UNCOMMITTED ≠ happens\./,
    );
    expect(lab.mapped().screen).toContain('─ As 13 runs of 5 lessons have shown ─');
    expect(lab.screen).toMatch(/P4 lost update .*≠ happens {2}✓ deadlock *\n/);
    expect(lab.press('down', 'down', 'down').screen).toContain('No lesson shows it.');
    lab.press('home');
    expect(runsIn(lab.model.map ?? { scripts: [], results: new Map(), cursor: 0 })).toEqual(someRuns);
  });

  test('is left and goes on where it was; what is known is there at once', () => {
    const lab = new Lab().ready().press('m').mapped(5);
    expect(wanted(lab.asked())).toEqual([13]);
    for (const [key, missing] of [
      ['escape', 8],
      ['q', 4],
      ['m', 0],
    ] as const) {
      expect(wanted(lab.press(key).asked())).toEqual(['stop-filling']);
      expect(lab.screen).toContain('Lessons');
      expect(wanted(lab.press('m').asked())).toEqual(missing === 0 ? [] : [missing]);
      lab.mapped(missing === 8 ? 9 : 13);
    }
    expect(lab.screen).toContain('─ As 13 runs of 5 lessons have shown ─');
  });

  test('stays empty of what failed, says why once, and tries it again with the next key', () => {
    const lab = new Lab().ready().press('m').mapped(11);
    const failing = lab.model.map?.scripts.slice(11) ?? [];
    for (const one of failing)
      lab.tell({ type: 'mapped', script: one, result: { failed: 'Too many connections' } });
    expect(lab.screen).toContain('─ ✗ 2 of 13 runs failed; what is empty is not known ─');
    expect(lab.screen).toContain('✗ quiet at READ COMMITTED and 1 other run: Too many connections');
    expect(lab.words).toContain('✗ quiet at READ COMMITTED and 1 other run: Too many connections');
    lab.press('m').asked();
    expect(wanted(lab.press('m').asked())).toEqual([2]);
    expect(lab.screen).toContain('… 11 of 13 runs so far');
    expect(lab.screen).not.toContain('Too many');
  });

  test('is of one server: another one fills its own', () => {
    const lab = full();
    const old = lab.model.map?.scripts[0];
    lab.tell({
      type: 'server-absent',
      attempt: lab.model.attempts,
      problem: { title: 'Gone', message: '', next: [] },
    });
    expect(lab.screen).toContain('As 13 runs');
    lab.press('m', 'r');
    lab.asked();
    lab.ready();
    expect(wanted(lab.press('m').asked())).toEqual([13]);
    if (old) lab.tell({ type: 'mapped', script: old, result: { failed: 'too late' } });
    expect(lab.screen).toContain('… 0 of 13 runs so far');
  });

  test('reads the lessons first where one was opened by its name', () => {
    const lab = new Lab([]);
    lab.model = { ...lab.model, isReading: true };
    lab.ready().press('m');
    expect(wanted(lab.asked())).toEqual(['read-lessons']);
    expect(lab.screen).toContain('… Reading the lessons');
    expect(wanted(lab.tell({ type: 'lessons-read', lessons, course: noCourse }).asked())).toEqual([13]);
  });

  test('tells of the chosen anomaly what it is and who shows it, and opens that where it happens', () => {
    const lab = full().press(...Array<string>(7).fill('down'));
    expect(lab.screen).toMatch(/\n▸P4 lost update/);
    expect(lab.screen).toContain('─ P4 lost update; Enter opens lost-update at READ UNCOMMITTED ─');
    expect(lab.screen).toContain('A transaction reads a row, another one changes it');
    expect(lab.screen).toContain('Shown by lost-update (RU RC RR)');
    const asked = lab.press('home', 'down', 'down', 'down', 'enter').asked();
    expect(wanted(asked)).toEqual([13]);
    expect(lab.screen).toMatch(/\n▸G0 dirty write/);
    lab.press('end', 'k', 'j', 'g', ...Array<string>(7).fill('down'), 'enter');
    expect(lab.asked().map(({ type }) => type)).toEqual(['stop-filling', 'open-run']);
    expect(lab.model.run).toMatchObject({
      lesson: { id: 'lost-update' },
      script: { level: 'READ UNCOMMITTED' },
    });
    expect(lab.model.overlay).toBeUndefined();
    lab.press('m');
    expect(lab.screen).toMatch(/\n▸P4 lost update/);
    lab.press('G', 'g', '2', 'v', 'space');
    expect(lab.model.run?.lesson.id).toBe('lost-update');
    expect(lab.asked().map(({ type }) => type)).toEqual(['stop-filling', 'close-run', 'open-run']);
  });

  test('has a help of its own, from which it comes back', () => {
    const lab = full().press('down', '?');
    expect(lab.words).toContain('On the map of anomalies');
    expect(lab.words).toContain('nothing is known: no lesson shows or tries it at any level');
    expect(lab.words).not.toContain('In a lesson');
    // There is nothing to compare in the list.
    expect(lab.press('c', 'R', 'q').screen).toMatch(/\n▸P2 non-repeatable read/);
    const other = new Lab().ready().press('enter', 'm', '?');
    other.asked();
    expect(
      other
        .press('c')
        .asked()
        .map(({ type }) => type),
    ).toEqual(['stop-filling', 'compare']);
  });

  test('is told in lines to somebody who hears it', () => {
    const { words } = full().press(...Array<string>(7).fill('down'));
    expect(words).toContain('Which anomalies happen at which level. As 13 runs of 5 lessons have shown.');
    expect(words).toContain(
      'Anomaly 8 of 15: P4 lost update: READ UNCOMMITTED ≠ happens, READ COMMITTED ≠ happens, REPEATABLE READ ≠ happens, SERIALIZABLE ✓ deadlock.',
    );
    for (const kind of anomalyKinds) expect(words).toMatch(new RegExp(`^${kind} .*: READ UNCOMMITTED`, 'm'));
    for (const { code } of glossary) expect(words).toMatch(new RegExp(`^${code} .*\\.`, 'm'));
    expect(words).toContain(
      'P3 phantom read: READ UNCOMMITTED allowed, READ COMMITTED allowed, REPEATABLE READ allowed, SERIALIZABLE ruled out.',
    );
    expect(words).toMatch(/Esc q close$/);
  });

  test('is not there in a recording, nor before a class', () => {
    for (const mode of ['replay', 'present'] as const) {
      const lab = new Lab();
      lab.model = { ...lab.model, mode };
      expect(lab.ready().press('m').model.overlay).toBeUndefined();
    }
  });
});

describe.each<Size>([
  { columns: 60, rows: 18 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
  { columns: 200, rows: 60 },
])('the map at $columns×$rows', (size) => {
  test('is as large as the terminal, shows the chosen one, and scrolls to every letter', async () => {
    const lab = full();
    for (const kind of listedKinds) {
      for (const row of lab.rows(size, true)) expect([widthOf(row), row]).toEqual([size.columns, row]);
      expect(lab.rows(size)).toHaveLength(size.rows);
      const plain = lab.rows(size).map(stripVTControlCharacters);
      expect(plain.some((row) => row.startsWith(`▸${kind} `))).toBe(true);
      expect(plain.some((row) => row.startsWith(`─ ${kind} `))).toBe(true);
      lab.press('down');
    }
    lab.press('g', ...Array<string>(7).fill('down'));
    const screen = () => screenOf(lab.model, size, 0, makeTheme(false));
    const plain = () => screen().rows.map((row) => stripVTControlCharacters(row).trimEnd());
    await expect(`${plain().join('\n')}\n`).toMatchFileSnapshot(
      `screens/map-${size.columns}x${size.rows}.txt`,
    );
    const seen = new Set(plain());
    for (let page = 0; page < 20; page++) {
      lab.tell({ type: 'key', key: 'page-down', areas: screen().areas });
      for (const row of plain()) seen.add(row);
    }
    for (const { code } of glossary) expect([...seen].some((row) => row.startsWith(` ${code}  `))).toBe(true);
    expect(seen.has(' Shown by')).toBe(true);
    expect(lab.press('up').model.overlay?.scroll).toBe(0);
  });
});

describe('filled on a server', () => {
  test('leaves the run in hand where it is, and is there at once with the second key', async () => {
    await using desk = await Desk.open(lessons[0] as Lesson);
    await desk.steps(2);
    desk.press('m');
    await desk.until(({ map }) => map !== undefined && map.results.size === map.scripts.length);
    expect(desk.words).toContain('As 4 runs of 1 lesson have shown.');
    const { made } = desk.server;
    expect(desk.server.disposed).toBe(made - 1);
    desk.press('m');
    expect(desk.run.lab?.timeline).toHaveLength(2);
    desk.press('m');
    expect(desk.words).toContain('As 4 runs of 1 lesson have shown.');
    expect(desk.server.made).toBe(made);
  });

  test('leaves no sandbox behind where it was left in the middle', async () => {
    const desk = await Desk.open(lessons[0] as Lesson);
    desk.press('m', 'm', 'm');
    await desk.until(({ map }) => (map?.results.size ?? 0) > 0);
    desk.press('escape', 'm');
    await desk[Symbol.asyncDispose]();
    expect(desk.server.disposed).toBe(desk.server.made);
  });
});

test('the end of a run says where its letters are explained, where there is a key for that', () => {
  const [p4] = someRuns;
  const lab = lastOf('violation');
  const happened = p4?.happened;
  const named = { ...lab, finished: { ...lab.finished, at: 0, ...(happened && { happened }) } };
  const lines = (hasMap: boolean) =>
    happenedLines(named as typeof lab, { theme: makeTheme(false), width: 40, hasMap }).map(
      stripVTControlCharacters,
    );
  expect(lines(true)[1]).toBe(`What happened${' '.repeat(17)}letters: m`.padEnd(40));
  expect(lines(false)[1]).toBe('What happened');
});

test('after a run the map stands on what that has come to', () => {
  const pressed = (kind: AnomalyKind | undefined) => {
    const end = lastOf('violation');
    const anomalies = kind === undefined ? [] : [{ kind, parties: [], links: [], says: '' }];
    const finished = { end: 'complete', happened: { anomalies, doubts: [] } } as const;
    const before = modelOf(runModel({ ...end, finished }));
    return update(before, { type: 'key', key: 'm', areas: noAreas }).model.map?.cursor ?? -1;
  };
  for (const kind of anomalyKinds) expect(listedKinds[pressed(kind)]).toBe(kind);
  expect(pressed(undefined)).toBe(0);
});
