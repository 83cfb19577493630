import { recordedTurns } from '../../engine/recorded-turns.ts';
import type { Recording } from '../../engine/recording.ts';
import { UserError } from '../../errors.ts';
import { shortNames } from '../../lesson/level.ts';
import { misfitOf, orderOf, readOrder } from '../../lesson/order.ts';
import type { Script } from '../../lesson/script.ts';
import { told } from '../../printable.ts';
import { counted } from '../../text/amounts.ts';
import { parseLevel } from '../words.ts';
import { noVariant } from './choose-cases.ts';

/** Which of several recorded runs is meant. */
export interface RecordedWords {
  readonly level?: string | undefined;
  readonly variant?: string | undefined;
  readonly order?: string | undefined;
}

/** So many are named where there are more. */
const mostNamed = 5;

/** @throws UserError when none of them is meant, or several */
export const chooseRecorded = (runs: readonly Recording[], words: RecordedWords): Recording => {
  const level = words.level === undefined ? undefined : parseLevel(words.level);
  const order = words.order === undefined ? undefined : readOrder(words.order);
  const all = runs.flatMap((recording) => aboutOf(recording) ?? []);
  const among = all.filter(
    (one) =>
      (level === undefined || one.level === level) &&
      (words.variant === undefined || (one.variant ?? noVariant) === words.variant),
  );
  const meant = order === undefined ? among : among.filter((one) => one.order === order);
  const [first, second] = meant;
  if (first !== undefined && second === undefined) return first.recording;
  if (first !== undefined)
    throw new UserError(`There are ${counted(meant.length, 'run')} in it: which one?`, {
      next: namesOf(meant),
    });
  if (order !== undefined) refuseMisfit(order, among);
  const asked = [
    ...(level === undefined ? [] : [`at ${level}`]),
    ...(words.variant === undefined ? [] : [`with --variant ${words.variant}`]),
    ...(order === undefined ? [] : [`in the order ${order === '' ? "''" : order}`]),
  ].join(' ');
  const there =
    all.length === 1 ? 'It is one run, and not' : `There are ${counted(all.length, 'run')} in it, and none`;
  throw new UserError(told`${there} ${asked}.`, { next: namesOf(among.length === 0 ? all : among) });
};

/** @throws UserError when it is an order of the steps of none of them */
const refuseMisfit = (order: string, among: readonly About[]): void => {
  const [first] = among;
  if (first === undefined) return;
  const misfit = misfitOf(order, first.steps);
  if (misfit === undefined || among.some(({ steps }) => misfitOf(order, steps) === undefined)) return;
  const where = first.variant === undefined ? first.lesson : `${first.lesson} in ${first.variant}`;
  throw new UserError(told`${order === '' ? "''" : order} is no order of ${where}: ${misfit}.`, {
    next: namesOf(among),
  });
};

interface About {
  readonly recording: Recording;
  readonly lesson: string;
  readonly level: Script['level'];
  readonly variant: string | undefined;
  readonly order: string;
  readonly steps: Script['steps'];
}

const aboutOf = (recording: Recording): About | undefined => {
  const [begin] = recording;
  if (begin?.type !== 'run-started') return undefined;
  const { lesson, level, variant, steps } = begin.script;
  const turns = recordedTurns(recording).join('');
  const order = turns === '' ? orderOf(steps) : turns;
  return { recording, lesson, level, variant: variant?.id, order, steps };
};

const namesOf = (all: readonly About[]): readonly string[] => [
  ...all
    .slice(0, mostNamed)
    .map(
      ({ level, variant, order }) =>
        told`--level ${shortNames[level].toLowerCase()} --variant ${variant ?? noVariant} --order ${order}`,
    ),
  ...(all.length > mostNamed ? [`… and ${all.length - mostNamed} more`] : []),
];
