import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { LabEvent } from '../../src/engine/events.ts';
import type { Script } from '../../src/lesson/script.ts';
import { TextReport } from '../../src/report/text.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { play, readRecording, recordings, textOf } from './recordings.ts';

describe.each(recordings)('the recorded run %s', (name) => {
  it.each([50, 80, 120])('reads like this in %d columns', async (width) => {
    const text = textOf(await readRecording(name), width);
    await expect(text).toMatchFileSnapshot(`__snapshots__/${name}-${width}.txt`);
  });

  it('is never wider than the terminal, but for addresses', async () => {
    const events = await readRecording(name);
    for (let width = 20; width <= 170; width += 7) {
      const lines = textOf(events, width).split('\n');
      const tooWide = lines.filter((line) => stringWidth(line) > width && !line.includes('https://'));
      expect(tooWide, `${width} columns`).toEqual([]);
    }
  });

  it('says the same without colour', async () => {
    const events = await readRecording(name);
    const colored = textOf(events, 80, true);
    expect(colored).toContain('\u001B[');
    expect(stripVTControlCharacters(colored)).toBe(textOf(events, 80));
  });

  it('writes each step as soon as it is settled', async () => {
    let text = '';
    const report = new TextReport({
      width: 80,
      color: false,
      write: (more) => {
        text += more;
      },
    });
    let settled = 0;
    for (const [event, state] of play(await readRecording(name))) {
      report.tell(event, state);
      if (event.type !== 'settled') continue;
      settled += 1;
      const numbers = state.steps.flatMap(({ status }, index) => (status === 'pending' ? [] : [index + 1]));
      for (const number of numbers) expect(text).toMatch(new RegExp(`^ ?${number} `, 'm'));
    }
    expect(settled).toBeGreaterThan(3);
  });
});

describe('where the evidence comes from', () => {
  const server = { version: '9.7.4', provider: 'url', place: 'here' } as const;
  const redis = { version: '8.0.2', provider: 'embedded', place: 'there' } as const;

  it.each([
    [{ server }, ['MySQL 9.7.4, url: here']],
    [{ server, redis }, ['MySQL 9.7.4, url: here', 'Redis 8.0.2, embedded: there']],
  ])('is said of MySQL, and of a Redis if there is one', (about, lines) => {
    const script = scriptOfSteps([step('A', 'SELECT 1')]);
    const observation = { tables: [], transactions: [], locks: [] };
    const text = textOf([{ at: 0, type: 'run-started', format: 1, script, ...about, observation }], 80);
    expect(text.split('\n').filter((line) => /^(MySQL|Redis) /.test(line))).toEqual(lines);
  });
});

describe("a run in an order that is not its author's", () => {
  const observation = { tables: [], transactions: [], locks: [] };
  const server = { version: '9.7.4', provider: 'embedded', place: 'a socket' } as const;
  const toldOf = (more: Partial<Script>) => {
    const script = scriptOfSteps([step('A', 'SELECT 1', { expect: { error: '1062' } })], {
      invariant: { says: 'None.', violations: 'SELECT 1' },
      ...more,
    });
    return textOf(
      [
        { at: 0, type: 'run-started', format: 1, script, server, observation },
        {
          at: 1,
          type: 'run-finished',
          end: 'complete',
          observation,
          violations: { columns: ['a'], rows: [] },
        },
      ],
      80,
    );
  };
  const notHeld = 'expectations are about its own order';

  it('says the order and what became of the promise, and holds nothing against it', () => {
    const text = toldOf({ order: 'BA' });
    expect(text).toContain('test at REPEATABLE READ · in the order BA\n');
    expect(text).toContain('✓ It holds: None.');
    expect(text.replaceAll('\n', ' ')).toContain(notHeld);
    expect(text).not.toContain('Not as the lesson says');
  });

  it('is not one whose variant has an order of its own', () => {
    const text = toldOf({ variant: { id: 'late', title: 'Late', about: '', takes: 'BA' } });
    expect(text).toContain('variant late: Late · in the order BA\n');
    expect(text).toContain('Not as the lesson says');
    expect(text).not.toContain(notHeld);
  });
});

describe('text that is meant for the terminal and not for people', () => {
  const evil = 'red\u001B[31m bell\u0007 back\u0008 csi\u009B2J rtl\u202E nul\u0000';

  it('does nothing to the terminal, wherever it comes from', () => {
    const script = scriptOfSteps(
      [
        step('A', `SELECT '${evil}'`, { look: evil, why: evil }),
        step('B', 'COMMIT'),
        step('B', `DO '${evil}'`),
      ],
      {
        title: evil,
        lesson: evil,
        anomaly: evil,
        about: evil,
        remember: [evil],
        sources: [{ title: evil, url: `https://${evil}` }],
        variant: { id: evil, title: evil, about: evil },
        order: evil,
        watch: [evil],
        invariant: { says: evil, violations: '' },
        sessions: ['A', 'B'].map((name) => ({ name, role: evil, level: 'READ COMMITTED' })),
      },
    );
    const rows = { columns: [evil], rows: [[evil]] };
    const observation = { tables: [{ name: evil, ...rows }], transactions: [], locks: [] };
    const wait = { kind: 'named', object: evil, mode: evil, for: { outsider: evil } } as const;
    const error = { kind: 'error', errno: 1, symbol: 'X', sqlState: '42000', message: evil } as const;
    const told: readonly LabEvent[] = [
      {
        at: 0,
        type: 'run-started',
        format: 1,
        script,
        server: { version: evil, provider: 'url', place: evil },
        redis: { version: evil, provider: 'url', place: evil },
        observation,
      },
      {
        at: 1,
        type: 'statement-sent',
        statement: 0,
        session: 'A',
        sql: script.steps[0]?.sql ?? '',
        by: 'script',
        step: 0,
      },
      { at: 2, type: 'statement-blocked', statement: 0, session: 'A', waits: [wait] },
      {
        at: 3,
        type: 'statement-finished',
        statement: 0,
        session: 'A',
        outcome: { kind: 'rows', ...rows },
        tookMs: 1,
      },
      { at: 4, type: 'answered', session: 'A', step: 0, answer: evil, rejected: true },
      { at: 5, type: 'statement-sent', statement: 1, session: 'B', sql: evil, by: 'user' },
      { at: 6, type: 'statement-finished', statement: 1, session: 'B', outcome: error, tookMs: 1 },
      { at: 7, type: 'step-skipped', step: 2, session: 'B', because: 'condition' },
      { at: 8, type: 'session-lost', session: 'B', message: evil },
      { at: 9, type: 'settled', observation },
      {
        at: 10,
        type: 'run-finished',
        end: 'stuck',
        observation: { ...observation, tables: [{ name: evil, unreadable: evil }] },
        violations: rows,
      },
    ];
    const text = textOf(told, 80);
    expect(text.match(/red/g)?.length).toBeGreaterThan(20);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202E]/u);
  });
});
