import { describe, expect, it } from 'vitest';
import type { AnomalyClaim } from '../../../src/lesson/anomaly-claim.ts';
import { type Level, levels } from '../../../src/lesson/level.ts';
import { anomalyTable } from '../../../src/report/verify/anomaly-table.ts';

const claimOf = (word: string): AnomalyClaim =>
  word === 'none' || word === 'unknown'
    ? { kind: word, line: 1 }
    : { kind: 'named', codes: word.split(' '), line: 1 };

/** A word a level, READ UNCOMMITTED first: codes, none, unknown, not so, not run; empty where nothing is claimed. */
const casesOf = (lesson: string, variant: string | undefined, words: readonly string[]) =>
  words.map((word, at) => {
    const level: Level = levels[at] ?? 'SERIALIZABLE';
    const isWrong = word === 'not so';
    return {
      about: {
        id: `${lesson} ${level} ${variant}`,
        lesson,
        title: lesson,
        level,
        ...(variant !== undefined && { variant }),
        ...(word !== '' && { happens: claimOf(isWrong ? 'P4' : word) }),
        requested: true,
        expectedMs: 1,
      },
      ...(word !== 'not run' && {
        result: {
          status: isWrong ? ('failed' as const) : ('passed' as const),
          repetitions: 1,
          ms: 1,
          recording: [],
          findings:
            word === ''
              ? []
              : [
                  {
                    verdict: isWrong ? ('fails' as const) : ('holds' as const),
                    place: 'happened' as const,
                    what: 'anomaly',
                    expected: '',
                    observed: '',
                  },
                ],
        },
      }),
    };
  });

describe('the table of what was proved to happen', () => {
  it('has lessons and their variants by level', () => {
    const cases = [
      ...casesOf('lost-update', undefined, ['P4 P1', 'P4', 'P4', 'none']),
      ...casesOf('lost-update', 'for-update', ['none', 'unknown', 'not so', 'not run']),
      ...casesOf('lost-update', 'silent', ['', '', '', '']),
      ...casesOf('read-skew', undefined, ['', 'G-single', '', '']),
    ];
    expect(anomalyTable(cases, 80)).toEqual([
      'What happens, by its codes (– none, ? cannot be told, ✗ not so):',
      '                            RU  RC        RR  S',
      '  lost-update               P4  P4        P4  –',
      '                            P1',
      '  lost-update + for-update  –   ?         ✗',
      '  read-skew                     G-single',
    ]);
    expect(anomalyTable(cases, 40)).toEqual([
      'What happens, by its codes (– none, ?',
      'cannot be told, ✗ not so):',
      '  lost-update: RU P4 P1, RC P4, RR P4, S',
      '  –',
      '  lost-update + for-update: RU –, RC ?,',
      '  RR ✗',
      '  read-skew: RC G-single',
    ]);
  });

  it('has the lessons alone where there are many', () => {
    const cases = Array.from({ length: 15 }, (_, at) => `a-lesson-with-a-rather-long-name-${at}`).flatMap(
      (lesson) => [
        ...casesOf(lesson, undefined, ['G-single', 'G-single', 'G-single', 'none']),
        ...casesOf(lesson, 'fix', ['none', 'none', 'none', 'none']),
      ],
    );
    const lines = anomalyTable(cases, 80);
    expect(lines).toHaveLength(18);
    expect(lines.at(-1)).toBe('  and 15 variants; isolab verify LESSON shows them');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('is not there where nothing is claimed', () => {
    expect(anomalyTable(casesOf('silent', undefined, ['', '']), 80)).toEqual([]);
  });
});
