import { upcoming, upcomingOf } from '../../engine/run/upcoming.ts';
import type { LabState } from '../../engine/state.ts';
import { promiseOf } from '../../engine/words/promise-words.ts';
import { levels } from '../../lesson/level.ts';
import type { Action } from '../keys/keys.ts';
import type { Breaking } from '../model/breaking.ts';
import { only, withRun } from '../model/changes.ts';
import type { BreakJudgedMessage, Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import type { RunModel } from '../model/run.ts';
import { noServer } from '../words.ts';
import { isAtEnd } from './end-page.ts';
import { goesAtItsOwnPace } from './in-hand.ts';
import { isLive } from './track.ts';
import { askWhoseTurn, giveTurn, turnByLetter } from './turn.ts';

/** Is the promise broken, at the end of the run that is on the screen, at the level at which it is to be? */
export const isBroken = ({ breaking, lab, script, track }: RunModel): boolean =>
  isLive(track) &&
  script.level === breaking?.asks.level &&
  promiseOf(lab?.finished?.violations) === 'violated';

/** The student lets sessions go, and no order was opened that says who goes. */
export const isLetting = ({ breaking, order }: Pick<RunModel, 'breaking' | 'order'>): boolean =>
  breaking !== undefined && order === undefined;

/** Is the student asked at which level no order does it? */
export const asksLevel = (run: RunModel): boolean =>
  run.breaking?.asks.never !== undefined && !run.breaking.isSolved && isBroken(run);

/** Those that could go now. */
export const whoCanGo = (lab: LabState): readonly string[] =>
  lab.sessions.map(({ name }) => name).filter((name) => upcomingOf(lab, name).kind === 'take');

/**
 * Asks whose turn it is, unless there is no choice, as soon as what was let go before is over; undefined where nobody has
 * one left, and the run goes on by itself.
 */
export const letGo = (model: Model, run: RunModel): Update | undefined => {
  const { lab, phase } = run;
  if (phase.kind === 'taking' && lab && !goesAtItsOwnPace(lab))
    return only(withRun(model, { nextWanted: true }));
  if (lab === undefined || phase.kind !== 'ready') return only(askWhoseTurn(model));
  if (upcoming(lab).kind !== 'take') return undefined;
  const [one, ...others] = whoCanGo(lab);
  return one !== undefined && others.length === 0 ? giveTurn(model, one) : only(askWhoseTurn(model));
};

/** By its letter. Those that are named while a move is under way go after it, as long as each of them can. */
export const letByLetter = (model: Model, run: RunModel, letter: string): Update => {
  const { breaking, lab, phase, track } = run;
  const isTaking = isLive(track) && phase.kind === 'taking' && lab && !goesAtItsOwnPace(lab);
  const name = letter.toUpperCase();
  if (!isTaking || !breaking || !lab.sessions.some((one) => one.name === name))
    return turnByLetter(model, letter);
  const wanted = [...breaking.wanted, name].slice(0, run.script.steps.length);
  return only(withBreakingChange(model, { wanted }));
};

/** A move is over: who was named meanwhile goes now, and whoever has asked for the next one is asked. */
export const letGoLate = (model: Model): Update | undefined => {
  const { run } = model;
  if (run?.breaking === undefined || !isLetting(run) || !isLive(run.track)) return undefined;
  const [name, ...wanted] = run.breaking.wanted;
  if (name !== undefined) {
    const gone = giveTurn(withBreakingChange(model, { wanted }), name);
    return gone.commands.length > 0 ? gone : only(withoutWanted(gone.model));
  }
  if (!run.nextWanted) return undefined;
  return letGo(withRun(model, { nextWanted: false }), run);
};

/** What one of them cannot do, those behind it were not meant for. */
export const withoutWanted = (model: Model): Model => withBreakingChange(model, { wanted: [] });

/** One hint more. */
export const moreHint = (model: Model, { exercise, hints }: Breaking): Model => {
  const given = Math.min(exercise.hints.length, hints + 1);
  const more = withBreakingChange(model, { hints: given });
  return given === hints ? withRun(more, { notice: 'There is no other hint.' }) : more;
};

/** The student says that no order does it at this level: that is to be proved. */
export const sayNever = (model: Model, run: RunModel, place: number): Update => {
  const level = levels[place];
  if (level === undefined || run.breaking === undefined) return only(model);
  const { asks, proof } = run.breaking;
  const why =
    noServer[model.server.status] ??
    (run.lesson.levels.includes(level)
      ? level === asks.level
        ? `At ${level} you have just done it.`
        : proof?.kind === 'under-way' && proof.level === level
          ? `Its orders are being run at ${level}.`
          : undefined
      : `The exercise does not run at ${level}.`);
  if (why !== undefined) return only(withRun(model, { notice: why }));
  return {
    model: withBreakingChange(model, { proof: { level, kind: 'under-way', ran: 0 } }),
    commands: [{ type: 'judge-break', run: run.number, lesson: run.lesson, about: { kind: 'never', level } }],
  };
};

/** News of what is found out beside the run. */
export const breakJudged = (model: Model, { run: number, news }: BreakJudgedMessage): Model => {
  const { run } = model;
  if (run?.breaking === undefined || run.number !== number) return model;
  if (news.about === 'fewest') return withBreakingChange(model, { fewest: news.judging });
  const { level, judging } = news;
  return run.breaking.proof?.level === level
    ? withBreakingChange(model, { proof: { ...judging, level } })
    : model;
};

/** Once it was broken, the server is asked with how few switches that can be done; and it may be solved now. */
export const withBreaking = ({ model, commands }: Update): Update => {
  const { run, progress } = model;
  if (run?.breaking === undefined) return { model, commands };
  const { asks, fewest, proof } = run.breaking;
  const isDone = isBroken(run) && run.phase.kind === 'ready';
  const isProved = asks.never === undefined || (proof?.kind === 'done' && proof.result.isSo);
  const isSolved = run.breaking.isSolved || progress[run.lesson.id]?.solved === true || (isDone && isProved);
  const solved = isSolved === run.breaking.isSolved ? model : withBreakingChange(model, { isSolved });
  if (!isDone || fewest !== undefined) return { model: solved, commands };
  const { lesson, number } = run;
  return {
    model: withBreakingChange(solved, { fewest: { kind: 'under-way', ran: 0 } }),
    commands: [
      ...commands,
      { type: 'judge-break', run: number, lesson, about: { kind: 'fewest', level: asks.level } },
    ],
  };
};

const withBreakingChange = (model: Model, change: Partial<Breaking>): Model =>
  model.run?.breaking ? withRun(model, { breaking: { ...model.run.breaking, ...change } }) : model;

/** Hints help to break it, and to name the level once it is broken. */
export const needsHint = (run: RunModel): boolean => !isBroken(run) || asksLevel(run);

/** Why a key does nothing here, in one line. */
export const refusedWhileBreaking = (run: RunModel, action: Action): string | undefined => {
  const { breaking } = run;
  if (breaking === undefined) return undefined;
  const isOpen = isLive(run.track) && !isAtEnd(run) && isLetting(run);
  switch (action) {
    case 'orders':
    case 'race':
      return breaking.isSolved ? undefined : 'First break it: this tells which orders do.';
    case 'map':
      return breaking.isSolved ? undefined : 'First solve it: this tells what happens at which level.';
    case 'compare':
      return 'An exercise is at one level; once it is solved, o shows every order, at other levels, too.';
    case 'more-hint':
      return needsHint(run) ? undefined : 'It is solved: there is nothing to give a hint for.';
    case 'statement':
    case 'end-statement':
      return 'Only the statements of the programs are sent here.';
    case 'variant':
      return 'An exercise has no variants.';
    case 'without-own':
      return 'No order is written here. ← takes moves back, r begins anew.';
    case 'questions':
      return 'Nothing is asked here before a step.';
    case 'next-place':
    case 'last-step':
    case 'next-wait':
    case 'go-to-step':
      return isOpen ? letWords(run) : undefined;
    default:
      return undefined;
  }
};

const letWords = ({ script }: RunModel): string =>
  `You say who goes next: ${script.sessions.map(({ name }) => name).join(' or ')}.`;
