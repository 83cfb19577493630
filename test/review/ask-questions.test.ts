import { expect, it } from 'vitest';
import { askQuestions } from '../../src/cli/actions/ask-questions.ts';
import { Stopped } from '../../src/cli/edge.ts';
import { drawFrom } from '../../src/review/draw.ts';
import { makeQuestion } from '../../src/review/make-question.ts';
import type { Question } from '../../src/review/question.ts';
import { FakeClock, FakeServer } from '../engine/fake-server.ts';
import { twoRows } from './asked-lesson.ts';
import { studentAt } from './review-edge.ts';

const questionOf = async (): Promise<Question> => {
  const question = await makeQuestion(
    { lesson: twoRows(), level: 'READ COMMITTED' },
    {
      server: Object.assign(new FakeServer(), { knowsLevels: true }),
      clock: new FakeClock(),
      signal: new AbortController().signal,
      draw: drawFrom(1),
      isNew: () => true,
    },
  );
  if (question === undefined) throw new Error('No question could be made');
  return question;
};

/** Asks the same question as often as it is wanted, and notes what is kept. */
const asking = async (
  student: ReturnType<typeof studentAt>,
  times = Number.POSITIVE_INFINITY,
  count?: number,
) => {
  const question = await questionOf();
  const kept: string[] = [];
  let left = times;
  const asked = askQuestions(student.edge, {
    next: async () => (left-- > 0 ? question : undefined),
    keep: async (_, was) => void kept.push(was),
    ...(count !== undefined && { count }),
  });
  return { question, kept, asked };
};

const answersOf = ({ right }: Question) => ({ right: right + 1, wrong: right === 0 ? 2 : 1 });

it('says whether an answer is right, where the other one happens, why, and what shows it again', async () => {
  const student = studentAt();
  const { question, kept, asked } = await asking(student, 3);
  const { right, wrong } = answersOf(question);
  student.stdin.end(`${right}\n${wrong}\n?\n`);
  expect(await asked).toEqual({ given: 3, right: 1, isLeft: false });
  expect(kept).toEqual(['right', 'wrong', 'unknown']);
  const { text } = student.stdout;
  expect(text).toContain('1: Rows\nAt READ COMMITTED.\n');
  expect(text).toContain("What comes of A's statement, at READ COMMITTED?\n  1  ");
  expect(text).toContain('Right.\nThe server: ');
  expect(text).toContain(`No, it is ${right}.`);
  // At every answer, the right one and none, too.
  expect(text.match(new RegExp(`${wrong} happens in “More rows”\\.`, 'g'))).toHaveLength(3);
  expect(text).toContain(`It is ${right}.`);
  expect(text).toContain(
    'The lesson, to “Is anything there?”: One row is there.\nTo see step 2 again: isolab two-rows --level read-committed\n',
  );
});

it('asks again in one line for what is no answer', async () => {
  const student = studentAt('seven\n\n3\n0\n 1 \n');
  const { kept, asked } = await asking(student, 1);
  await asked;
  expect(kept).toHaveLength(1);
  const { text } = student.stdout;
  for (const said of ['seven', 'Nothing', '3', '0'])
    expect(text).toContain(`\n${said} is no answer: 1 to 2, ? or q: `);
});

it.each([
  ['at q', 'q\n'],
  ['at the end of the input', ''],
])('ends %s, with what was answered', async (_, last) => {
  const student = studentAt();
  student.stdin.end(`1\n${last}`);
  const { kept, asked } = await asking(student);
  expect(await asked).toMatchObject({ given: 1, isLeft: true });
  expect(kept).toHaveLength(1);
  expect(student.stdout.text).toMatch(/: \n$/);
});

it('asks so many questions and no more', async () => {
  const student = studentAt('1\n1\n1\n');
  const { asked } = await asking(student, 9, 2);
  expect(await asked).toMatchObject({ given: 2, isLeft: false });
  expect(student.stdout.text).toContain('1 of at most 2: Rows');
  expect(student.stdout.text).toContain('2 of 2: Rows');
});

it('ends with the reason of the signal, and what was answered is kept', async () => {
  const student = studentAt('1\n');
  const { kept, asked } = await asking(student);
  // The second question stands there, and nobody answers.
  await expect.poll(() => student.stdout.text).toContain('2: Rows');
  student.controller.abort(new Stopped('Stopped by SIGINT.', 130));
  await expect(asked).rejects.toMatchObject({ exitCode: 130 });
  expect(kept).toHaveLength(1);
  expect(student.stdout.text).toMatch(/\n\n[01] of 1 right\. Every answer is kept\.\n$/);
});

it('tells no score to who leaves before the first answer', async () => {
  const student = studentAt();
  const { asked } = await asking(student);
  await expect.poll(() => student.stdout.text).toContain('1: Rows');
  student.controller.abort(new Stopped('Stopped by SIGINT.', 130));
  await expect(asked).rejects.toMatchObject({ exitCode: 130 });
  expect(student.stdout.text).not.toContain('right');
});

it('tells what goes wrong while the next question is made only when its turn comes', async () => {
  const student = studentAt('1\n');
  const question = await questionOf();
  const kept: string[] = [];
  const all = [Promise.resolve(question), Promise.reject(new Error('gone'))];
  all[1]?.catch(() => {});
  const asked = askQuestions(student.edge, {
    next: () => all.shift() ?? Promise.resolve(undefined),
    keep: async (_, was) => void kept.push(was),
  });
  await expect(asked).rejects.toThrow('gone');
  expect(kept).toHaveLength(1);
});
