import { jsonText } from '../../engine/json-text.ts';
import type { LabServer } from '../../engine/ports.ts';
import { exitCodes } from '../../errors.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import { type BurstScript, burstOf } from '../../lesson/burst-script.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { race as runRace } from '../../race/race.ts';
import type { RaceState } from '../../race/state.ts';
import { type Paint, paintFor } from '../../report/paint.ts';
import { comparisonLines } from '../../report/race/comparison-lines.ts';
import { headLines } from '../../report/race/head-lines.ts';
import { raceReport } from '../../report/race/json.ts';
import { type NamedOrder, namedLines } from '../../report/race/named-lines.ts';
import { roundLines } from '../../report/race/round-lines.ts';
import { summaryLines } from '../../report/race/summary-lines.ts';
import { wrapped } from '../../text/fit.ts';
import { systemClock } from '../clock.ts';
import { type Edge, wantsColor, widthOf } from '../edge.ts';
import { ProgressLine } from '../progress.ts';
import { writeText } from '../text-output.ts';
import { withLab } from '../with-lab.ts';
import { type ChoiceWords, chooseScript } from './choose-script.ts';
import { nameRace } from './name-race.ts';
import { serve } from './serve.ts';

export interface Race extends ChoiceWords {
  readonly lesson: Lesson;
  /** As somebody has called it. */
  readonly called: string;
  readonly requests?: number;
  readonly workers?: number;
  /** Fields of every request. */
  readonly set?: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly gate: boolean;
  readonly format: 'text' | 'json';
  readonly how: 'race' | 'table' | 'serve';
  /** 0: any. */
  readonly port: number;
  readonly wish: ServerWish;
}

/** Races a lesson's application and writes what came of it; the exit code says nothing about that. */
export const race = async (edge: Edge, wanted: Race): Promise<number> => {
  const scripts = scriptsOf(wanted);
  if (wanted.how === 'serve') return serve(edge, scripts[0], wanted);
  const states: RaceState[] = [];
  try {
    const named = await withLab(edge, wanted.wish, async (server) => {
      await raceAll(edge, wanted, scripts, server, states);
      return await nameOf(edge, wanted, server, states);
    });
    if (wanted.format === 'json') edge.stdout.write(jsonOf(wanted, states, named));
    else writeText(edge, edge.stdout, textOf(edge, wanted, states, named));
    return exitCodes.ok;
  } catch (error) {
    const seen = states.filter(({ totals }) => totals.rounds > 0);
    // As JSON, a part could be taken for the whole.
    const isWorthTelling = edge.signal.aborted && wanted.format === 'text' && seen.length > 0;
    if (isWorthTelling) writeText(edge, edge.stdout, textOf(edge, wanted, seen));
    throw error;
  }
};

/** Where one race has broken its promise; not for requests that say what the lesson's own do not. */
const nameOf = async (
  { signal }: Edge,
  wanted: Race,
  server: LabServer,
  [state]: readonly RaceState[],
): Promise<NamedOrder | undefined> => {
  const isBroken = state !== undefined && state.totals.violated > 0;
  if (!isBroken || wanted.how === 'table' || wanted.set !== undefined) return undefined;
  return await nameRace(server, wanted, state.about.script, signal);
};

/** One after the other; `states` has at any time what each has come to. */
const raceAll = async (
  edge: Edge,
  { rounds, gate }: Race,
  scripts: readonly BurstScript[],
  server: LabServer,
  states: RaceState[],
): Promise<void> => {
  const { signal, stderr } = edge;
  const progress = new ProgressLine(stderr);
  try {
    for (const [index, script] of scripts.entries()) {
      const emit = (_: unknown, state: RaceState) => {
        states[index] = state;
        if (stderr.isTTY) showProgress(progress, index, scripts.length, state);
      };
      await runRace(script, { server, clock: systemClock, signal, rounds, gate, emit });
    }
  } finally {
    progress.clear();
  }
};

/** One, or with --table those of all levels and variants that were asked for. @throws UserError */
const scriptsOf = ({
  lesson,
  how,
  level,
  variant,
  ...choice
}: Race): readonly [BurstScript, ...BurstScript[]] => {
  const one = chooseScript(lesson, { level, variant });
  const only = burstOf(lesson, {
    ...choice,
    level: one.level,
    ...(one.variant && { variant: one.variant.id }),
  });
  if (how !== 'table') return [only];
  const levels = level === undefined ? lesson.levels : [one.level];
  const changes = variant === undefined ? lesson.variants : only.variant ? [only.variant] : [];
  const variants = [undefined, ...changes];
  const [first, ...others] = variants.flatMap((changed) =>
    levels.map((at) => burstOf(lesson, { ...choice, level: at, ...(changed && { variant: changed.id }) })),
  );
  return [first ?? only, ...others];
};

const showProgress = (
  line: ProgressLine,
  before: number,
  races: number,
  { about, totals }: RaceState,
): void => {
  const { script, rounds } = about;
  const which = races > 1 ? `${script.level}${script.variant ? `, ${script.variant.id}` : ''}: ` : '';
  line.show({
    phase: 'starting',
    message: `${which}round ${Math.min(rounds, totals.rounds + 1)} of ${rounds}, invariant violated in ${totals.violated}`,
    done: (before + totals.rounds / rounds) / races,
  });
};

const jsonOf = ({ how }: Race, states: readonly RaceState[], named: NamedOrder | undefined): string => {
  const reports = states.map((state) => raceReport(state, named));
  return `${jsonText(how === 'table' ? { format: 1, races: reports } : reports[0], 2)}\n`;
};

const textOf = (
  { stdout, env }: Edge,
  { how }: Race,
  states: readonly RaceState[],
  named?: NamedOrder,
): string => {
  const width = Math.min(160, widthOf(stdout));
  const paint = paintFor(wantsColor(stdout, env));
  const script = states[0]?.about.script;
  const last = named && script ? namedLines(named, script, width, paint) : [];
  return `${[...linesOf(how, states, width, paint), ...last].join('\n')}\n`;
};

const linesOf = (
  how: Race['how'],
  states: readonly RaceState[],
  width: number,
  paint: Paint,
): readonly string[] => {
  const [state] = states;
  if (state?.last === undefined) throw new Error('A race without a round');
  const { script, rounds } = state.about;
  const stopped = stoppedLines(states, width, paint);
  if (how === 'table') {
    const what = `${script.lesson} at its levels and in its variants`;
    return [...headLines(state, width, paint, what), ...stopped, ...comparisonLines(states, width)];
  }
  const head = [...headLines(state, width, paint), ...stopped];
  return rounds > 1
    ? [...head, ...summaryLines(state, width, paint)]
    : [...head, ...roundLines(state, state.last, width, paint)];
};

/** What is said of a race that was stopped holds for the rounds that it had until then. */
const stoppedLines = (states: readonly RaceState[], width: number, paint: Paint): readonly string[] => {
  const stopped = states.find(({ isFinished }) => !isFinished);
  if (stopped === undefined) return [];
  const { about, totals } = stopped;
  const { level, variant } = about.script;
  const where = states.length > 1 ? ` of ${level}${variant ? `, ${variant.id}` : ''}` : '';
  return [
    ...wrapped(paint.strong(`Stopped after ${totals.rounds} of ${about.rounds} rounds${where}.`), width),
    '',
  ];
};
