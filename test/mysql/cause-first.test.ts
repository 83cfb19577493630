import { stripVTControlCharacters } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import type { LabEvent } from '../../src/engine/events.ts';
import { reduce } from '../../src/engine/reduce.ts';
import type { LabState } from '../../src/engine/state.ts';
import { parseLesson } from '../../src/lesson/parse.ts';
import { type Choice, scriptOf } from '../../src/lesson/script.ts';
import { transcriptLines } from '../../src/report/verify/transcript.ts';
import { drawn } from '../../src/ui/text/lines.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { transcriptRows } from '../../src/ui/view/transcript.ts';
import { begin, openLab } from './real-lab.ts';

const lab = await openLab();
afterAll(() => lab[Symbol.asyncDispose]());

const head = `format: 1
id: cause-first
title: Cause first
topic: tests
summary: A test.
`;

/** A's last UPDATE closes a circle, and B is the victim. */
const closing = `${head}setup: |
  CREATE TABLE books (id INT PRIMARY KEY, n INT NOT NULL);
  INSERT INTO books VALUES (1, 10), (2, 10);
steps:
  - A: START TRANSACTION
  - A: UPDATE books SET n = 11 WHERE id = 1
  - A: INSERT INTO books VALUES (8, 1), (9, 1)
  - B: START TRANSACTION
  - B: SELECT id FROM books WHERE id = 2 FOR UPDATE
  - B: UPDATE books SET n = 12 WHERE id = 1
  - A: UPDATE books SET n = 13 WHERE id = 2
  - A: COMMIT
`;

/** A takes its row back, and the two who waited for that kill each other. */
const freeing = `${head}setup: CREATE TABLE visits (page VARCHAR(20) PRIMARY KEY, n INT NOT NULL)
sessions: { A: one, B: two, C: three }
steps:
  - A: START TRANSACTION
  - A: INSERT INTO visits VALUES ('home', 1)
  - B: START TRANSACTION
  - C: START TRANSACTION
  - B: INSERT INTO visits VALUES ('home', 1) AS new ON DUPLICATE KEY UPDATE n = visits.n + new.n
  - C: INSERT INTO visits VALUES ('home', 1) AS new ON DUPLICATE KEY UPDATE n = visits.n + new.n
  - A: ROLLBACK
  - B: COMMIT
  - C: COMMIT
`;

/** C's time is up while D is at work, and B, which came after C, goes on. */
const givingUp = `${head}setup: |
  CREATE TABLE shelf (id INT PRIMARY KEY, n INT NOT NULL);
  INSERT INTO shelf VALUES (1, 10);
sessions: { A: one, B: two, C: three, D: four }
steps:
  - A: START TRANSACTION
  - A: SELECT * FROM shelf WHERE id = 1 FOR SHARE
  - C: SET SESSION innodb_lock_wait_timeout = 1
  - C: UPDATE shelf SET n = 5 WHERE id = 1
  - B: SELECT n FROM shelf WHERE id = 1 FOR SHARE
  - D: SELECT SLEEP(2.5)
    until: finished
  - A: COMMIT
`;

const eventsOf = async (lesson: string, choice: Choice = {}): Promise<readonly LabEvent[]> => {
  const { run, events } = await begin(lab, scriptOf(parseLesson(lesson), choice));
  await using _ = run;
  await run.finish();
  return events;
};

const textOf = (events: readonly LabEvent[], width = 80): readonly string[] =>
  transcriptLines(events, 'end', { width, color: false });

/** The transcript of the lab, as it stands at the end. */
const screenOf = (events: readonly LabEvent[]): readonly string[] => {
  const states: LabState[] = [];
  for (const event of events) states.push(reduce(states.at(-1), event));
  const last = states.at(-1);
  if (last === undefined) throw new Error('No events');
  const style = { theme: makeTheme(false), width: 160, ruled: false };
  return transcriptRows(last, last.script, style).map(({ session, line }) =>
    stripVTControlCharacters(`${session} ${drawn(line)}`),
  );
};

const placeOf = (lines: readonly string[], words: RegExp): number => {
  const at = lines.findIndex((line) => words.test(line));
  expect([words, at]).not.toEqual([words, -1]);
  return at;
};

describe('what happened stands below its cause', () => {
  it.each([40, 80, 160])(
    'the statement that closes a circle is above the victim, in %d columns',
    async (width) => {
      const lines = textOf(await eventsOf(closing), width);
      const [sent, victim] = [placeOf(lines, /A> UPDATE books SET n = 13/), placeOf(lines, /1213/)];
      const answer = placeOf(lines, /step 7 came to:/);
      expect([sent < victim, victim < answer]).toEqual([true, true]);
      expect(lines[answer + 1]).toMatch(/OK, 1 row changed/);
    },
  );

  it('in the lab as well', async () => {
    const lines = screenOf(await eventsOf(closing));
    const [sent, victim] = [placeOf(lines, /A> UPDATE books SET n = 13/), placeOf(lines, /^B .*1213/)];
    const answer = placeOf(lines, /^A .*step 7 came to:/);
    expect([sent < victim, victim < answer]).toEqual([true, true]);
  });

  it.each(['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'] as const)(
    'a ROLLBACK that lets two others meet is above both, with its answer, at %s',
    async (level) => {
      const events = await eventsOf(freeing, { level });
      for (const lines of [textOf(events, 160), screenOf(events)]) {
        const [sent, victim] = [placeOf(lines, /A> ROLLBACK/), placeOf(lines, /1213/)];
        expect(sent).toBeLessThan(victim);
        expect(lines.slice(sent, victim).join('\n')).toMatch(/OK/);
        expect(lines.join('\n')).not.toContain('step 7 came to');
      }
    },
  );

  it('one who gives up is above the one who waited behind it', async () => {
    const events = await eventsOf(givingUp);
    const waited = events.flatMap((one) =>
      one.type === 'statement-finished' && one.waitedMs !== undefined ? [one.session] : [],
    );
    expect(waited).toEqual(['C', 'B']);
    const lines = textOf(events, 160);
    expect(placeOf(lines, /1205/)).toBeLessThan(placeOf(lines, /step 5 waited/));
  });
});
