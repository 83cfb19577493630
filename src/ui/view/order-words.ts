import { stuckWords } from '../../engine/words/step-words.ts';
import type { Exploration } from '../../explore/exploration.ts';
import { placeOf, type Script } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { counted, listed } from '../../text/amounts.ts';
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

/** What is said of so many interleavings, after their number. */
const kindWords = (kind: CellKind, { result, script }: RunOrders): string => {
  switch (kind) {
    case 'broken':
      return 'break the promise';
    case 'odd':
      return `${script.invariant ? 'keep the promise, yet' : 'come to what'} no order of one after the other comes to${script.invariant ? ' it' : ''}`;
    case 'deadlock':
      return 'end in a deadlock; the rest is as good as one after the other';
    case 'waits':
      return 'wait, and are as good as one after the other';
    case 'serial':
      return 'are as good as one after the other';
    case 'varying':
      return 'are the server’s choice: run again, they came to something else';
    case 'untold':
      return result
        ? 'may be as good as one after the other: not all of these were run'
        : 'are judged when all are run';
  }
};

export interface CountWords {
  readonly sign: string;
  readonly paint: CellKind;
  readonly words: string;
}

/** How many interleavings come to each kind; whether the promise is broken is said in any case, once all are known. */
export const countWords = (orders: RunOrders): readonly CountWords[] => {
  const counts = countsOf(orders);
  const of = orders.result?.isWhole ? ` of ${orders.of}` : '';
  const isTold = (kind: CellKind) => kind === 'broken' && orders.result && orders.script.invariant;
  return cellKinds
    .filter((kind) => counts.has(kind) || isTold(kind))
    .map((kind) => {
      const count = counts.get(kind) ?? 0n;
      const paint = kind === 'broken' && count === 0n ? 'serial' : kind;
      return { sign: signOf[paint], paint, words: `${count}${of} ${kindWords(kind, orders)}` };
    });
};

/** All of them; where not all were run, so many as the runs stand for. */
const outOf = ({ of }: RunOrders, { isWhole, covered }: Exploration): string =>
  isWhole ? `${of}` : `the ${covered.interleavings} that were run`;

/** How much of it is known. */
export const progressWords = ({ orders, of, result, failed }: RunOrders): string => {
  if (failed !== undefined) return `${signs.failed} ${printable(failed)}`;
  if (of === undefined) return 'Running the first orders …';
  const known = orders.reduce((sum, one) => sum + one.interleavings, 0n);
  const runs = counted(result?.runs ?? orders.length, 'run');
  if (result === undefined) return `… ${known} of ${of} interleavings so far, in ${runs}`;
  if (result.isWhole) return `All ${of} interleavings, in ${runs}`;
  const { completeSwitches: most, covered } = result;
  const bound =
    most === undefined
      ? ', fewest switches first'
      : `, all with up to ${counted(most, 'switch', 'switches')}`;
  return `${covered.interleavings} of ${of} interleavings, in ${runs}${bound}`;
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
    ...(order.victims.length > 0 ? [`${listed(order.victims)} was rolled back to end a deadlock.`] : []),
    ...(order.isStuck ? [stuckWords] : []),
    ...order.end.errors.map(({ session, errno, symbol }) => `${session}: ERROR ${errno} (${symbol})`),
    ...order.end.answers.map(
      ({ session, answer, rejected }) =>
        `${session} ${rejected ? 'gives up and answers' : 'answers'}: ${answer}`,
    ),
    ...(same === undefined
      ? []
      : [
          `${same.interleavings} of ${orders.result ? outOf(orders, orders.result) : ''} come to the same${same.shortest.order === order.order ? '; this is the shortest way into it' : `; the shortest way into it is ${same.shortest.order}`}.`,
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
