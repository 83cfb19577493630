import { checkLesson } from '../../author/check.ts';
import { onEveryText, type Watched } from '../../author/watch-file.ts';
import { roundLines, type WatchLine } from '../../author/watch-lines.ts';
import { type Round, runRound } from '../../author/watch-round.ts';
import type { LabServer } from '../../engine/ports.ts';
import { UserError, unwrap } from '../../errors.ts';
import { type FailureWords, failureWords } from '../../failure-words.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import { type LessonFiles, readLessonFiles } from '../../lesson/load.ts';
import { describeProblems, type Problem } from '../../lesson/problem.ts';
import { printable, printableLines } from '../../printable.ts';
import { paintFor } from '../../report/paint.ts';
import { systemClock } from '../clock.ts';
import { type Edge, wantsColor } from '../edge.ts';
import { writeText } from '../text-output.ts';
import { withLab } from '../with-lab.ts';
import { parseLevel } from '../words.ts';
import { type CaseWords, chooseCases } from './choose-cases.ts';

export interface WatchLesson extends CaseWords {
  readonly file: string;
  readonly wish: ServerWish;
}

const jobs = 4;
const clearScreen = '\u001B[2J\u001B[3J\u001B[H';

/** Runs a lesson file now and after every save, until the edge's signal ends it with its reason. */
export const watchLesson = async (edge: Edge, wanted: WatchLesson): Promise<number> => {
  const { file } = wanted;
  for (const word of wanted.level ?? []) parseLevel(word);
  // A wrong name is told before a server is started for it.
  await readLessonFiles(file);
  return withLab(edge, wanted.wish, async (server): Promise<number> => {
    let before: Round | undefined;
    await onEveryText(file, edge.signal, async (watched, signal) => {
      const screen = new Screen(edge, file);
      const { lines, round } = await look(watched, wanted, { server, signal, before, screen });
      if (signal.aborted) return;
      before = round ?? before;
      screen.show(lines);
    });
    throw new Error('Watching ends only with a reason');
  });
};

interface Surroundings {
  readonly server: LabServer;
  readonly signal: AbortSignal;
  readonly before: Round | undefined;
  readonly screen: Screen;
}

interface Look {
  readonly lines: readonly WatchLine[];
  /** Present when the lesson ran. */
  readonly round?: Round;
}

const look = async (watched: Watched, wanted: WatchLesson, around: Surroundings): Promise<Look> => {
  if (watched instanceof UserError) return { lines: failureLines(watched) };
  const { text, ...source } = watched;
  const { lesson, problems } = checkLesson(text, source);
  if (lesson === undefined) return { lines: plainLines(describeProblems(problems, watched)) };
  const about = problemLines(problems, watched);
  around.screen.begin();
  const { server, signal, before } = around;
  try {
    const cases = chooseCases(lesson, wanted);
    const round = await runRound(lesson, { ...cases, server, clock: systemClock, signal, jobs });
    return { lines: [...roundLines(round, before), ...about], round };
  } catch (thrown) {
    const { error } = unwrap(thrown);
    if (!(error instanceof UserError) || signal.aborted) throw thrown;
    return { lines: [...failureLines(failureWords(thrown)), ...about] };
  }
};

/** Errors with their lines, the rest short; what is not expected yet is told with what the runs show. */
const problemLines = (problems: readonly Problem[], source: LessonFiles): readonly WatchLine[] => {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const warnings = problems.filter(({ severity }) => severity === 'warning');
  return [
    ...(errors.length === 0 ? [] : [blank, ...plainLines(describeProblems(errors, source))]),
    ...(warnings.length === 0 ? [] : [blank]),
    ...warnings.map(
      ({ file, line, message }): WatchLine => ({
        tone: 'faint',
        text: printable(`${file === undefined ? '' : `${file}, `}line ${line}: ${message}`),
      }),
    ),
  ];
};

const blank: WatchLine = { tone: 'plain', text: '' };

const plainLines = (text: string): readonly WatchLine[] =>
  printableLines(text).map((one) => ({ tone: 'plain', text: one }));

const failureLines = ({ message, next }: Pick<FailureWords, 'message' | 'next'>): readonly WatchLine[] => [
  ...printableLines(message).map((text): WatchLine => ({ tone: 'bad', text })),
  ...next.map((one): WatchLine => ({ tone: 'plain', text: `  → ${printable(one)}` })),
];

/** A terminal shows the last look alone; elsewhere one follows the other. */
class Screen {
  readonly #edge: Edge;
  readonly #file: string;

  constructor(edge: Edge, file: string) {
    this.#edge = edge;
    this.#file = printable(file);
  }

  begin(): void {
    if (this.#edge.stdout.isTTY) this.#edge.stdout.write(`${clearScreen}${this.#file} is running …\n`);
  }

  show(lines: readonly WatchLine[]): void {
    const { stdout, env } = this.#edge;
    const paint = paintFor(wantsColor(stdout, env));
    const tones = { ...paint, plain: (text: string) => text };
    const body = lines.map(({ tone, text }) => `${tones[tone](text)}\n`).join('');
    const head = `${stdout.isTTY ? clearScreen : ''}${paint.strong(this.#file)}\n`;
    const foot = stdout.isTTY ? `\n${paint.faint('Waiting for the next save; Ctrl-C ends.')}\n` : '\n';
    writeText(this.#edge, stdout, head + body + foot);
  }
}
