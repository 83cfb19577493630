import { printable } from '../../printable.ts';
import type { Reviewed } from '../../progress/cards.ts';
import { paintFor } from '../../report/paint.ts';
import { numberWords, questionLines } from '../../report/review/question-lines.ts';
import { replyLines } from '../../report/review/reply-lines.ts';
import { scoreWords } from '../../report/review/score-words.ts';
import type { Question } from '../../review/question.ts';
import { Ahead, judged } from '../../review/review.ts';
import { type Edge, wantsColor, widthOf } from '../edge.ts';
import { openWords } from '../go-on.ts';
import { ProgressLine } from '../progress.ts';
import { writeText } from '../text-output.ts';
import { TypedLines } from '../typed-lines.ts';

export interface Asking {
  /** The next question; undefined where there is no more. */
  readonly next: () => Promise<Question | undefined>;
  /** Keeps the answer to one. */
  readonly keep: (question: Question, was: Reviewed['was']) => Promise<void>;
  /** So many at most. */
  readonly count?: number;
  /** What is kept of the answers, where that is not all. */
  readonly kept?: () => string | undefined;
}

export interface Asked {
  readonly given: number;
  readonly right: number;
  /** The student has left, or the input is at its end. */
  readonly isLeft: boolean;
}

type AskEdge = Pick<Edge, 'stdin' | 'stdout' | 'stderr' | 'env' | 'signal'>;

/** Lines are hard to read when they are longer. */
const widest = 100;

/**
 * Asks one question after the other, reads an answer, says whether it is right and keeps it. While somebody thinks, the next
 * question is made.
 *
 * @throws what making a question or keeping an answer throws; the signal's reason.
 */
export const askQuestions = async (edge: AskEdge, asking: Asking): Promise<Asked> => {
  let score = { given: 0, right: 0 };
  try {
    return await askAll(edge, asking, (now) => {
      score = now;
    });
  } catch (thrown) {
    // Who leaves with Ctrl-C is told how it went, too.
    if (edge.signal.aborted && score.given > 0) tell(edge, ['', scoreWords({ ...score, ...keptIn(asking) })]);
    throw thrown;
  }
};

const keptIn = ({ kept }: Pick<Asking, 'kept'>): { readonly kept?: string } => {
  const words = kept?.();
  return words === undefined ? {} : { kept: words };
};

const askAll = async (
  edge: AskEdge,
  { next, keep, count }: Asking,
  score: (now: Pick<Asked, 'given' | 'right'>) => void,
): Promise<Asked> => {
  using lines = new TypedLines(edge);
  let given = 0;
  let right = 0;
  const ahead = new Ahead(next);
  for (;;) {
    const question = await waitingFor(edge, ahead.next());
    if (question === undefined) return { given, right, isLeft: false };
    const number = given + 1;
    const isLast = number === count;
    if (!isLast) ahead.prepare();
    tell(edge, questionLines(question, numberWords(number, count), ...looks(edge)));
    const answer = await answerTo(edge, lines, question.choices.length);
    if (answer === 'left') {
      await ahead.isThere();
      return { given, right, isLeft: true };
    }
    const chosen = answer === 'unknown' ? undefined : answer;
    const was = judged(question, chosen);
    await keep(question, was);
    given++;
    if (was === 'right') right++;
    score({ given, right });
    const again = openWords(question.asked.lesson, question.asked, edge.env);
    tell(edge, [...replyLines(question, chosen, again, ...looks(edge)), '']);
    if (isLast) return { given, right, isLeft: false };
    if (edge.stdin.isTTY && (await ahead.isThere())) {
      // What was said would scroll away under the next question.
      const typed = await ask(edge, lines, 'Enter for the next one, q to end: ');
      if (isLeaving(typed)) return { given, right, isLeft: true };
    }
  }
};

const looks = ({ stdout, env }: AskEdge) =>
  [Math.min(widest, widthOf(stdout)), paintFor(wantsColor(stdout, env))] as const;

const tell = (edge: AskEdge, lines: readonly string[]): void =>
  writeText(edge, edge.stdout, `${lines.join('\n')}\n`);

const waitingFor = async <T>({ stderr }: AskEdge, coming: Promise<T>): Promise<T> => {
  const progress = new ProgressLine(stderr);
  if (stderr.isTTY) progress.show({ phase: 'starting', message: 'Asking the server' });
  return await coming.finally(() => progress.clear());
};

/** Without blanks around it; undefined at the end of the input. */
const ask = async (
  { stdin, stdout }: AskEdge,
  lines: TypedLines,
  prompt: string,
): Promise<string | undefined> => {
  let typed: string | undefined;
  stdout.write(prompt);
  try {
    typed = (await lines.next())?.trim();
    return typed;
  } finally {
    // A terminal shows what was typed, with the end of its line.
    if (!stdin.isTTY || typed === undefined) stdout.write('\n');
  }
};

const isLeaving = (typed: string | undefined): boolean => typed === undefined || /^q(uit)?$/i.test(typed);

/** The place of a choice. What is none is asked for again. */
const answerTo = async (
  edge: AskEdge,
  lines: TypedLines,
  choices: number,
): Promise<number | 'unknown' | 'left'> => {
  const which = `1 to ${choices}`;
  let prompt = `${which}, ? if you do not know, q to end: `;
  for (;;) {
    const typed = await ask(edge, lines, prompt);
    if (typed === undefined || isLeaving(typed)) return 'left';
    if (typed === '?') return 'unknown';
    const number = Number(typed);
    if (/^\d+$/.test(typed) && number >= 1 && number <= choices) return number - 1;
    const what = typed === '' ? 'Nothing' : printable(typed.slice(0, 40));
    prompt = `${what} is no answer: ${which}, ? or q: `;
  }
};
