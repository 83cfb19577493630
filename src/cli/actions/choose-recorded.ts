import { recordedTurns } from '../../engine/recorded-turns.ts';
import type { Recording } from '../../engine/recording.ts';
import { UserError } from '../../errors.ts';
import { shortNames } from '../../lesson/level.ts';
import { orderOf, readOrder } from '../../lesson/order.ts';
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
  const meant = all.filter(
    (one) =>
      (level === undefined || one.level === level) &&
      (words.variant === undefined || (one.variant ?? noVariant) === words.variant) &&
      (order === undefined || one.order === order),
  );
  const [first, second] = meant;
  if (first !== undefined && second === undefined) return first.recording;
  if (first === undefined && all.length === 1) throw notThere('It is one run, and another one', all);
  if (first === undefined) throw notThere(`There are ${counted(all.length, 'run')} in it, and none`, all);
  throw new UserError(`There are ${counted(meant.length, 'run')} in it: which one?`, {
    next: namesOf(meant),
  });
};

interface About {
  readonly recording: Recording;
  readonly level: Script['level'];
  readonly variant: string | undefined;
  readonly order: string;
}

const aboutOf = (recording: Recording): About | undefined => {
  const [begin] = recording;
  if (begin?.type !== 'run-started') return undefined;
  const { level, variant, steps } = begin.script;
  const turns = recordedTurns(recording).join('');
  return { recording, level, variant: variant?.id, order: turns === '' ? orderOf(steps) : turns };
};

const notThere = (what: string, all: readonly About[]): UserError =>
  new UserError(`${what} is asked for.`, { next: namesOf(all) });

const namesOf = (all: readonly About[]): readonly string[] => [
  ...all
    .slice(0, mostNamed)
    .map(
      ({ level, variant, order }) =>
        told`--level ${shortNames[level].toLowerCase()} --variant ${variant ?? noVariant} --order ${order}`,
    ),
  ...(all.length > mostNamed ? [`… and ${all.length - mostNamed} more`] : []),
];
