import { describe, expect, it } from 'vitest';
import { glossary } from '../../../src/engine/words/glossary.ts';
import { anomalyKinds } from '../../../src/lesson/anomaly-names.ts';
import type { Level } from '../../../src/lesson/level.ts';
import { parseLesson } from '../../../src/lesson/parse.ts';
import { type MapRun, mapOf, scriptsForMap } from '../../../src/map/anomaly-map.ts';
import { mapReport } from '../../../src/report/map/json.ts';
import { mapMarkdown } from '../../../src/report/map/markdown.ts';
import { mapTable } from '../../../src/report/map/table.ts';
import { mapText } from '../../../src/report/map/text.ts';
import {
  cellWords,
  cellWordsSoFar,
  legend,
  shownByWords,
  witnessWords,
} from '../../../src/report/map/words.ts';
import { paintFor } from '../../../src/report/paint.ts';
import { widthOf } from '../../../src/text/fit.ts';
import { scriptOfSteps, step } from '../../engine/script-of.ts';
import { lessonOf } from '../../ui/recorded.ts';
import { mapRunOf, someRuns } from './map-runs.ts';

const server = { version: '9.7.4', provider: 'url', place: 'here' } as const;

const rowOf = (kind: string, runs: readonly MapRun[] = someRuns) => {
  const row = mapOf(runs).find((one) => one.kind === kind);
  if (row === undefined) throw new Error(`No ${kind}`);
  return row;
};

const cellsOf = (kind: string, runs?: readonly MapRun[]): readonly string[] =>
  rowOf(kind, runs).cells.map(cellWords);

describe('the map of anomalies', () => {
  it('has every anomaly once, and of each level what runs have shown', () => {
    const kinds = mapOf([]).map(({ kind }) => kind);
    expect(kinds.slice(0, 4)).toEqual(['P1', 'P2', 'P3', 'G0']);
    expect(kinds.toSorted()).toEqual(anomalyKinds.toSorted());
    expect(mapOf([]).flatMap(({ cells }) => cells.map(cellWords))).toEqual(Array(60).fill('·'));
    expect(cellsOf('P4')).toEqual(['≠ happens', '≠ happens', '≠ happens', '✓ deadlock']);
    expect(cellsOf('P1')).toEqual(['≠ happens', '✓ no', '✓ no', '✓ deadlock']);
    // A run that cannot tell spares nobody, and neither does a lesson that shows it nowhere.
    expect(cellsOf('P3')).toEqual(['·', '≠ happens', '≠ locking', '✓ waits']);
    expect(cellsOf('A5A')).toEqual(['·', '·', '·', '·']);
    // P4 and P3 are forms of it.
    expect(cellsOf('G-single')).toEqual(['≠ happens', '≠ happens', '≠ happens', '✓ deadlock']);
    expect(witnessWords(rowOf('PMP'))).toBe('phantom (RC RR), other-phantom (RC)');
  });

  it('says what was in the way most often, and of locking only where every run has it so', () => {
    const p3 = (lesson: string, how: 'wait' | 'snapshot' | 'uncommitted') => [
      mapRunOf(lesson, 'READ UNCOMMITTED', ['P3 locking']),
      mapRunOf(lesson, 'REPEATABLE READ', 'none', [how]),
    ];
    const runs = [...p3('one', 'wait'), ...p3('two', 'uncommitted'), ...p3('three', 'uncommitted')];
    expect(cellsOf('P3', runs)).toEqual(['≠ locking', '·', '✓ not seen', '·']);
    const plain = mapRunOf('plain', 'READ UNCOMMITTED', ['P3']);
    expect(cellsOf('P3', [...runs, plain])[0]).toBe('≠ happens');
  });

  it('knows of G0 by the writes that a lock has held back, where no run shows it', () => {
    const held = mapRunOf('piano', 'READ COMMITTED', 'none', ['wait']);
    if (held.happened === undefined) throw new Error('Nobody has looked');
    const at = { statement: 4, step: 4, verb: 'UPDATE' };
    const tried: MapRun = {
      ...held,
      happened: { ...held.happened, heldWrites: [{ session: 'B', at, over: 'A' }] },
    };
    const runs = [mapRunOf('other', 'READ COMMITTED', 'none', ['wait']), tried];
    expect(cellsOf('G0', runs)).toEqual(['·', '✓ waits', '·', '·']);
    expect(cellsOf('G1a', runs)).toEqual(['·', '·', '·', '·']);
    expect([witnessWords(rowOf('G0', runs)), shownByWords(rowOf('G0', runs))]).toEqual([
      '',
      'none; tried by piano (RC)',
    ]);
    expect(shownByWords(rowOf('P3'), 1)).toBe('phantom (RC RR) … and 1 more lesson');
  });

  it('tells beside what happens what the standard allows, of the three that it names', () => {
    const text = mapText({ server, runs: someRuns }, 80, paintFor(false));
    expect(text).toContain('P1 dirty read                     allowed    ruled out  ruled out  ruled out');
    expect(text).toContain('P2 non-repeatable read            allowed    allowed    ruled out  ruled out');
    expect(text).toContain('P3 phantom read                   allowed    allowed    allowed    ruled out');
    expect(text.join('\n').match(/ruled out$/gm)).toHaveLength(3);
    expect(mapMarkdown({ server, runs: someRuns })).toContain(
      '| P3 phantom read | allowed | allowed | allowed | ruled out |',
    );
    const { anomalies } = mapReport({ server, runs: someRuns });
    expect(anomalies.flatMap(({ kind, standardAllows }) => (standardAllows ? [kind] : []))).toEqual([
      'P1',
      'P2',
      'P3',
    ]);
  });

  it('says nothing so far that the runs to come could prove wrong', () => {
    for (const count of someRuns.keys()) {
      const early = mapOf(someRuns.slice(0, count)).map(({ cells }) => cells.map(cellWordsSoFar));
      const whole = mapOf(someRuns).map(({ cells }) => cells.map(cellWordsSoFar));
      for (const [row, cells] of early.entries())
        for (const [at, words] of cells.entries()) expect(['', whole[row]?.[at]]).toContain(words);
    }
    expect(rowOf('P3').cells.map(cellWordsSoFar)).toEqual(['', '≠ happens', '≠ happens', '']);
  });

  it('is filled by lessons as they are, at their levels, and by none that needs a Redis or mixes levels', () => {
    const script = scriptOfSteps([step('A', 'SELECT 1')]);
    const levels: readonly Level[] = ['READ COMMITTED', 'SERIALIZABLE'];
    const variants = [{ id: 'fix', title: 'A fix', about: '', setup: [], steps: [] }];
    const lessons = [
      lessonOf(script, { id: 'two', levels, variants }),
      lessonOf(script, {
        id: 'mixed',
        sessions: [{ name: 'A', role: 'A', level: 'SERIALIZABLE' }],
        levels: ['READ COMMITTED'],
      }),
      lessonOf(scriptOfSteps([step('A', 'GET k', { does: { kind: 'redis', command: ['GET', 'k'] } })]), {
        id: 'redis',
      }),
    ];
    const scripts = scriptsForMap(lessons);
    expect(scripts.map(({ lesson, level }) => [lesson, level])).toEqual(levels.map((one) => ['two', one]));
    expect(scripts.every(({ variant }) => variant === undefined)).toBe(true);
  });

  it.each([
    ['SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED', 0],
    ["SET @@session.transaction_isolation = 'READ-UNCOMMITTED'", 0],
    ["PREPARE s FROM 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED'", 0],
    ['SELECT @@session.transaction_isolation', 4],
    ['SET @a = 1', 4],
  ])('leaves out lessons in which a session sets a level: %s', (sql, runs) => {
    const text = `title: X\nsteps: [{ A: ${JSON.stringify(sql)} }]`;
    expect(scriptsForMap([parseLesson(text)])).toHaveLength(runs);
  });
});

describe('as text', () => {
  const text = (width: number) => mapText({ server, runs: someRuns }, width, paintFor(false));

  it('is a table with its signs, its lessons and every letter', () => {
    const lines = text(80);
    expect(lines.slice(0, 5)).toEqual([
      'Which anomalies happen at which level',
      'As 13 runs of 5 lessons have shown, each at its levels.',
      'MySQL 9.7.4, url: here',
      '',
      '                                  RU         RC         RR         S',
    ]);
    expect(lines).toContain('P3 phantom read                   ·          ≠ happens  ≠ locking  ✓ waits');
    expect(lines).toContain('P4  lost-update (RU RC RR)');
    expect(lines).toContain('P3  phantom (RC RR), other-phantom (RC)');
    expect(lines.some((line) => line.startsWith('A5A  ') && line.includes('('))).toBe(false);
    for (const { code } of glossary)
      expect(lines.filter((line) => line.startsWith(`${code}  `)).length).toBeGreaterThan(0);
    expect(text(120)).toContain(
      'P3 phantom read                   ·                   ≠ happens           ≠ locking           ✓ waits',
    );
    expect(mapText({ server, runs: [] }, 80, paintFor(false))).not.toContain('Shown by');
  });

  it('cuts no word of the table at any width, and is never wider', () => {
    for (let width = 56; width <= 160; width++) {
      for (const line of text(width)) expect(widthOf(line)).toBeLessThanOrEqual(width);
      const { head, rows } = mapTable(mapOf(someRuns), width, () => '✓ deadlock');
      for (const line of [head, ...rows]) expect(line.join('')).not.toContain('…');
      for (const line of rows) expect(line.join(' ')).toMatch(/(?: ✓ deadlock *){4}$/);
    }
    const narrow = mapTable(mapOf(someRuns), 60, cellWords).rows.map((cells) => cells.join('').trimEnd());
    expect(narrow).toContain('P3       ·            ≠ happens    ≠ locking    ✓ waits');
  });
});

it('is Markdown with a table of full names', () => {
  const lines = mapMarkdown({ server, runs: someRuns });
  expect(lines.slice(0, 4)).toEqual([
    'Which anomalies happen at which level: MySQL 9.7.4, 13 runs.',
    '',
    '|  | READ UNCOMMITTED | READ COMMITTED | REPEATABLE READ | SERIALIZABLE | shown by |',
    '| --- | --- | --- | --- | --- | --- |',
  ]);
  expect(lines).toContain(
    '| P3 phantom read | · | ≠ happens | ≠ locking | ✓ waits | phantom (RC RR), other-phantom (RC) |',
  );
  for (const [sign, says] of legend) expect(lines).toContain(`- ${sign} ${says}`);
  expect(lines.filter((line) => line.startsWith('- **'))).toHaveLength(glossary.length);
});

it('is JSON with every cell, every name and every run', () => {
  const { format, anomalies, runs } = mapReport({ server, runs: someRuns });
  expect({ format, runs }).toEqual({ format: 1, runs: someRuns });
  const p3 = anomalies.find(({ kind }) => kind === 'P3');
  expect(p3).toMatchObject({ name: 'phantom read', codes: ['P3', 'PMP', 'G-single'] });
  expect(p3?.cells[2]).toEqual({
    level: 'REPEATABLE READ',
    lessons: ['phantom'],
    isLocking: true,
    spared: [{ lesson: 'other-phantom', how: 'snapshot' }],
  });
  expect(witnessWords(rowOf('P3'))).toBe('phantom (RC RR), other-phantom (RC)');
});
