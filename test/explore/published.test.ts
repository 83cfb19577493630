import { beforeAll, describe, expect, it } from 'vitest';
import { runHistory } from '../../src/cli/actions/run-history.ts';
import { beside } from '../../src/explore/beside.ts';
import { levels } from '../../src/lesson/level.ts';
import { type LevelNames, levelNames } from '../../src/report/textbook/level-names.ts';
import type { RanLevel } from '../../src/report/textbook/ran-history.ts';
import { historyLesson } from '../../src/textbook/history-lesson.ts';
import { scheduleOf } from '../../src/textbook/schedule.ts';
import { exploringHere } from './explored.ts';

/**
 * Histories of the result page of 3TS-Coo (arXiv 2206.14602) with its verdicts on MySQL at READ UNCOMMITTED, READ
 * COMMITTED, REPEATABLE READ and SERIALIZABLE. A: like no serial order of what committed. P: like one, and nobody was
 * rolled back. D: somebody was, to end a deadlock.
 *
 * The two lost updates are P at SERIALIZABLE since InnoDB lets the holder of a shared lock pass the one who waits
 * (bug 11745929; measured on 9.7.4; D in the publication, of 8.0.20).
 */
const published: readonly (readonly [name: string, history: string, verdicts: string])[] = [
  ['dirty read', 'W1(x) R2(x) A1 C2', 'APPP'],
  ['intermediate read', 'W1(x) R2(x) W1(x) C2 C1', 'APPP'],
  ['intermediate read committed', 'W1(x) R2(x) C2 W1(x) C1', 'APPP'],
  ['lost self update', 'W1(x) W2(x) R1(x) C1 C2', 'PPPP'],
  ['non repeatable read', 'R1(x) W2(x) R1(x) C2 C1', 'APPP'],
  ['double write skew1', 'W1(x) W2(y) R2(x) W1(y) C2 C1', 'APPD'],
  ['double write skew1 committed', 'W1(x) W2(y) R2(x) C2 W1(y) C1', 'APPD'],
  ['double write skew2', 'W1(x) W2(y) W2(x) R1(y) C1 C2', 'APPD'],
  ['read skew', 'R1(x) W2(y) W2(x) R1(y) C2 C1', 'APPD'],
  ['read skew2', 'W1(x) R2(y) R2(x) W1(y) C1 C2', 'APPD'],
  ['read skew2 committed', 'W1(x) R2(y) R2(x) C2 W1(y) C1', 'APPD'],
  ['write read skew', 'W1(x) W2(y) R2(x) R1(y) C2 C1', 'AAAD'],
  ['write read skew committed', 'W1(x) W2(y) R2(x) C2 R1(y) C1', 'APPD'],
  ['step rat', 'W1(x) W2(y) R2(x) W3(z) R3(y) R1(z) C1 C2 C3', 'AAAD'],
  ['dirty write 2commit', 'W1(x) W2(x) C1 C2', 'PPPP'],
  ['full write', 'W1(x) W2(x) W1(x) C1 C2', 'PPPP'],
  ['full write committed', 'W1(x) W2(x) C2 W1(x) C1', 'PPPP'],
  ['lost self update committed', 'W1(x) W2(x) C2 R1(x) C1', 'PPPP'],
  ['lost update c1', 'R1(x) W2(x) W1(x) C1 C2', 'AAAP'],
  ['double write skew2 committed', 'W1(x) W2(y) W2(x) C2 R1(y) C1', 'APPD'],
  ['full write skew c1', 'W1(x) W2(y) W2(x) W1(y) C1 C2', 'DDDD'],
  ['full write skew committed', 'W1(x) W2(y) W2(x) C2 W1(y) C1', 'DDDD'],
  ['read write skew1 c1', 'R1(x) W2(y) W2(x) W1(y) C1 C2', 'AAAD'],
  ['read write skew2 c1', 'W1(x) R2(y) W2(x) W1(y) C1 C2', 'AAAD'],
  ['read write skew2 committed', 'W1(x) R2(y) W2(x) C2 W1(y) C1', 'AAAD'],
  ['step wat c1', 'W1(x) W2(y) W2(x) W3(z) W3(y) W1(z) C1 C2 C3', 'DDDD'],
  ['lost update committed', 'R1(x) W2(x) C2 W1(x) C1', 'AAAP'],
  ['non repeatable read committed', 'R1(x) W2(x) C2 R1(x) C1', 'AAPP'],
  ['read skew committed', 'R1(x) W2(y) W2(x) C2 R1(y) C1', 'AAPD'],
  ['read write skew1 committed', 'R1(x) W2(y) W2(x) C2 W1(y) C1', 'AAAD'],
  ['write skew', 'R1(x) R2(y) W2(x) W1(y) C1 C2', 'AAAD'],
  ['write skew committed', 'R1(x) R2(y) W2(x) C2 W1(y) C1', 'AAAD'],
  ['step iat', 'R1(z) R2(x) R3(y) W1(x) W2(y) W3(z) C1 C2 C3', 'AAAD'],
];

const here = exploringHere();

const verdictOf = ({ victims, likeSerial }: RanLevel): string => {
  if (victims.length > 0) return 'D';
  return { yes: 'P', no: 'A', unknown: '?' }[likeSerial];
};

describe('published histories', () => {
  const verdicts = new Map<string, string>();
  const names = new Map<string, readonly (LevelNames | undefined)[]>();
  beforeAll(async () => {
    const edge = { signal: new AbortController().signal, stderr: process.stderr };
    await beside(published, { jobs: 4, isOver: () => false }, async ([name, text]) => {
      const schedule = scheduleOf({ text });
      const { lesson } = historyLesson(schedule);
      const ran = await runHistory(edge, here().pool, { schedule, lesson, levels });
      verdicts.set(name, ran.levels.map(verdictOf).join(''));
      names.set(
        name,
        ran.levels.map(({ state }) => levelNames(state, schedule)),
      );
    });
  });

  it.each(published)('%s: %s', (name, _, verdict) => {
    expect(verdicts.get(name)).toBe(verdict);
    // What is like no serial order has a name, and nothing else has one.
    const named = names.get(name)?.map((one) => one && one.anomalies.length > 0);
    expect(named).toEqual(Array.from(verdict, (letter) => letter === 'A'));
    expect(names.get(name)?.flatMap((one) => one?.doubts ?? ['nobody has looked'])).toEqual([]);
  });
});
