import { stuckWords } from '../../engine/words/step-words.ts';
import type { Exploration } from '../../explore/exploration.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { placeOf, type Script } from '../../lesson/script.ts';
import { printable, printableLines } from '../../printable.ts';
import { switchesWords } from '../../report/explore/amounts.ts';
import { counted, inShort, listed } from '../../text/amounts.ts';
import { wrapped } from '../../text/fit.ts';
import { outcomeSigns, signs } from '../../text/signs.ts';
import type { RunOrders } from '../model/orders.ts';
import { type CellKind, cellKinds, countsOf, type OrderCell, sameOutcome } from '../run/order-cells.ts';
import type { Paint, Theme } from '../theme.ts';

/** A sign a kind: none is told by its colour alone. */
export const signOf: Readonly<Record<CellKind, string>> = {
  ...outcomeSigns,
  waits: signs.waiting,
};

export const paintOfKind = (kind: CellKind, theme: Theme): Paint => {
  switch (kind) {
    case 'broken':
      return theme.failed;
    case 'odd':
    case 'deadlock':
      return theme.waiting;
    case 'serial':
    case 'waits':
      return theme.committed;
    case 'varying':
    case 'untold':
      return theme.faint;
  }
};

/** What is said of so many orders, after their number; `isOne` when that is one. */
const kindWords = (kind: CellKind, { result, failed, script }: RunOrders, isOne: boolean): string => {
  const are = isOne ? 'is' : 'are';
  const does = (one: string): string => (isOne ? `${one}s` : one);
  switch (kind) {
    case 'broken':
      return `${does('violate')} the promise`;
    case 'odd':
      return script.invariant
        ? `${does('violate')} nothing, yet no order of one after the other comes to it`
        : `${does('come')} to what no order of one after the other comes to`;
    case 'deadlock':
      return `${does('end')} in a deadlock; the rest is as good as one after the other`;
    case 'waits':
      return `${does('wait')}, and ${are} as good as one after the other`;
    case 'serial':
      return `${are} as good as one after the other`;
    case 'varying':
      return `${are} the server’s choice: run again, ${isOne ? 'it' : 'they'} came to something else`;
    case 'untold':
      if (result) return 'may be as good as one after the other: not all of these were run';
      return failed === undefined ? `${are} judged when all are run` : `${are} not judged: not all were run`;
  }
};

export interface CountWords {
  readonly sign: string;
  readonly paint: CellKind;
  readonly words: string;
}

/** How many orders come to each kind; whether the promise is violated is said in any case, once all are known. */
export const countWords = (orders: RunOrders): readonly CountWords[] => {
  const counts = countsOf(orders);
  const of = orders.result?.isWhole ? ` of ${inShort(orders.of ?? 0n)}` : '';
  const isTold = (kind: CellKind) => kind === 'broken' && orders.result && orders.script.invariant;
  return cellKinds
    .filter((kind) => counts.has(kind) || isTold(kind))
    .map((kind) => {
      const count = counts.get(kind) ?? 0n;
      const paint = kind === 'broken' && count === 0n ? 'serial' : kind;
      return {
        sign: signOf[paint],
        paint,
        words: `${inShort(count)}${of} ${kindWords(kind, orders, count === 1n)}`,
      };
    });
};

/** All of them; where not all were run, so many as the runs stand for. */
const outOf = ({ of, covered, isWhole }: Exploration): string =>
  isWhole ? inShort(of) : `the ${inShort(covered.interleavings)} that were run`;

/** How much of it is known. */
export const progressWords = ({ orders, of, result, failed }: RunOrders): string => {
  const known = orders.reduce((sum, one) => sum + one.interleavings, 0n);
  const runs = counted(result?.runs ?? orders.length, 'run');
  if (failed !== undefined)
    return `${signs.failed} ${orders.length === 0 ? 'It could not begin' : `It could not go on after ${runs}`}`;
  if (of === undefined) return 'Running the first orders …';
  const all = `${inShort(of)} ${of === 1n ? 'order' : 'orders'}`;
  if (result === undefined) return `… ${inShort(known)} of ${all} so far, in ${runs}`;
  if (result.isWhole) return of === 1n ? `The only order, in ${runs}` : `All ${all}, in ${runs}`;
  const { completeSwitches: most, covered } = result;
  const bound =
    most === undefined
      ? ', fewest switches first'
      : `, all with ${most === 0 ? '' : 'up to '}${switchesWords(most)}`;
  return `${inShort(covered.interleavings)} of ${all}, in ${runs}${bound}`;
};

/** Why it could not go on, in lines. */
export const failedLines = ({ failed }: RunOrders, theme: Theme, width: number): readonly string[] =>
  failed === undefined ? [] : printableLines(failed).flatMap((line) => wrapped(theme.failed(line), width));

/** Where the lesson's steps are not all of its application's. A lesson of ours is called by its id. */
export const requestsWords = ({ handler, requests, id, file = '' }: Lesson): string | undefined => {
  if (handler === undefined || requests !== undefined) return undefined;
  const called = file === '' || `/${file}`.endsWith(`/lessons/${id}.yaml`) ? id : file;
  return `Orders of the lesson's steps. Whole requests: isolab explore ${printable(called)}`;
};

/** What one order came to, in sentences; who acts is told by letters. */
export const orderWords = (orders: RunOrders, cell: OrderCell): readonly string[] => {
  const { order, kind } = cell;
  const { invariant } = orders.script;
  const same = sameOutcome(orders, cell);
  return [
    ...(order.promise === undefined || invariant === undefined
      ? []
      : [
          `${order.promise === 'kept' ? `${signs.holds} It holds` : `${signs.failed} It is violated`}: ${invariant.says}`,
        ]),
    ...likeWords(kind),
    ...(order.waits > 0 ? [`${counted(order.waits, 'statement')} waited.`] : []),
    ...(order.victims.length > 0
      ? [
          `${listed(order.victims)} ${order.victims.length === 1 ? 'was' : 'were'} rolled back to end a deadlock.`,
        ]
      : []),
    ...(order.isStuck ? [stuckWords] : []),
    ...order.end.errors.map(({ session, errno, symbol }) => `${session}: ERROR ${errno} (${symbol})`),
    ...order.end.answers.map(
      ({ session, answer, rejected }) =>
        `${session} ${rejected ? 'gives up and answers' : 'answers'}: ${answer}`,
    ),
    ...(same === undefined
      ? []
      : [
          `${inShort(same.interleavings)} of ${orders.result ? outOf(orders.result) : ''} ${same.interleavings === 1n ? 'comes' : 'come'} to the same${same.shortest.order === order.order ? '; this is the shortest way into it' : `; the shortest way into it is ${same.shortest.order}`}.`,
        ]),
  ].map(printable);
};

const likeWords = (kind: CellKind): readonly string[] => {
  switch (kind) {
    case 'odd':
      return ['No order of whole transactions, one after the other, comes to this.'];
    case 'serial':
    case 'waits':
      return ['Some order of whole transactions, one after the other, comes to the same.'];
    case 'deadlock':
      return ['Without the one that was rolled back, it is as good as one after the other.'];
    case 'varying':
      return ['Run again it came to something else: the server chose.'];
    case 'broken':
    case 'untold':
      return [];
  }
};

/** The letters of an order in the colours of their sessions. */
export const orderLetters = (order: string, script: Script, theme: Theme): string =>
  Array.from(order, (session) => theme.session(placeOf(script, session))(session)).join('');
