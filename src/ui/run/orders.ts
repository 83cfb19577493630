import { levels } from '../../lesson/level.ts';
import { type Choice, scriptOf } from '../../lesson/script.ts';
import { only, withRun } from '../model/changes.ts';
import type { ExploredMessage, OrderKnownMessage, Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import { ordersKey, type RunOrders } from '../model/orders.ts';
import type { RunModel } from '../model/run.ts';
import { noServer } from '../words.ts';
import { openRun } from './open-run.ts';
import { cellsOf } from './order-cells.ts';
import { asksFirst } from './question-ahead.ts';

/** Runs the lesson in every order, at the level and in the variant that are open. */
export const showOrders = (model: Model): Update => {
  const { run } = model;
  if (run === undefined || model.mode === 'replay') return only(model);
  const refusal = noServer[model.server.status] ?? asksFirst(model, run);
  if (refusal !== undefined) return only(withRun(model, { notice: refusal }));
  const { variant } = run.choice;
  return explored(model, run, { level: run.script.level, ...(variant !== undefined && { variant }) });
};

/** The same at another level, if the lesson has it. */
export const ordersAtLevel = (model: Model, place: number): Update => {
  const { run } = model;
  const level = levels[place];
  if (!run?.orders || level === undefined || !run.lesson.levels.includes(level)) return only(model);
  return explored(model, run, { ...run.orders.choice, level });
};

/** The same in the next variant, if there is one. */
export const ordersInVariant = (model: Model): Update => {
  const { run } = model;
  if (!run?.orders || run.lesson.variants.length === 0) return only(model);
  const { variant, ...plain } = run.orders.choice;
  const following = run.lesson.variants[run.lesson.variants.findIndex((one) => one.id === variant) + 1];
  return explored(model, run, following ? { ...plain, variant: following.id } : plain);
};

/** What was explored to its end once is shown again; what was left in the middle begins anew. */
const explored = (model: Model, run: RunModel, choice: Choice): Update => {
  const { orders } = run;
  const key = ordersKey(choice);
  const others = new Map(orders?.others);
  if (orders?.result) others.set(ordersKey(orders.choice), orders);
  const known = others.get(key);
  const number = (orders?.number ?? 0) + 1;
  const script = scriptOf(run.lesson, choice);
  const shown: RunOrders = known
    ? { ...known, number, others }
    : { number, choice, script, orders: [], cursor: 0, others };
  return {
    model: { ...model, overlay: { kind: 'orders', scroll: 0 }, run: { ...run, orders: shown } },
    commands: [
      known ? { type: 'stop-exploring' } : { type: 'explore', run: run.number, orders: number, script },
    ],
  };
};

/** The screen is left: nothing goes on behind it. */
export const leaveOrders = (model: Model): Update => {
  const { overlay: _, ...rest } = model;
  return { model: rest, commands: [{ type: 'stop-exploring' }] };
};

const withOrders = (model: Model, change: (orders: RunOrders) => RunOrders): Model =>
  model.run?.orders ? { ...model, run: { ...model.run, orders: change(model.run.orders) } } : model;

const isOf = ({ run }: Model, { run: number, orders }: OrderKnownMessage | ExploredMessage): boolean =>
  run?.number === number && run.orders?.number === orders;

/** The keys stay on the order that they were on. */
const following = (before: RunOrders, after: RunOrders): RunOrders => {
  const at = cellsOf(before)[before.cursor]?.order.order;
  const cursor = before.cursor === 0 ? 0 : cellsOf(after).findIndex(({ order }) => order.order === at);
  return { ...after, cursor: Math.max(0, cursor) };
};

/** One more is known. */
export const orderKnown = (model: Model, message: OrderKnownMessage): Model =>
  isOf(model, message)
    ? withOrders(model, (orders) =>
        following(orders, { ...orders, of: message.of, orders: [...orders.orders, message.order] }),
      )
    : model;

/** All are known, or it could not go on. */
export const ordersExplored = (model: Model, message: ExploredMessage): Model =>
  isOf(model, message) ? withOrders(model, (orders) => ({ ...orders, ...message.news })) : model;

export type OrderMove = 'before' | 'after' | 'row-before' | 'row-after' | 'first' | 'last' | 'other';

/** @param perRow how many cells stand beside each other */
export const moveOrder = (model: Model, move: OrderMove, perRow: number): Model => {
  const { overlay } = model;
  const moved = withOrders(model, (orders) => ({ ...orders, cursor: movedCursor(orders, move, perRow) }));
  return overlay ? { ...moved, overlay: { ...overlay, scroll: 0 } } : moved;
};

const movedCursor = (orders: RunOrders, move: OrderMove, perRow: number): number => {
  const cells = cellsOf(orders);
  const last = Math.max(0, cells.length - 1);
  const { cursor } = orders;
  if (move === 'other') {
    const ring = [...cells.keys()].map((one) => (cursor + one) % cells.length);
    return ring.find((one) => cells[one]?.kind !== cells[cursor]?.kind) ?? cursor;
  }
  const to = {
    before: cursor - 1,
    after: cursor + 1,
    'row-before': cursor - perRow < 0 ? cursor : cursor - perRow,
    'row-after': cursor + perRow > last ? cursor : cursor + perRow,
    first: 0,
    last,
  }[move];
  return Math.max(0, Math.min(last, to));
};

/** A fresh run, whose steps are taken in that order; the screen of orders is there again with the same key. */
export const openOrder = (model: Model): Update => {
  const { run } = model;
  const orders = run?.orders;
  const cell = orders && cellsOf(orders)[orders.cursor];
  if (run === undefined || orders === undefined || cell === undefined) return only(model);
  const { order } = cell.order;
  const { overlay: _, ...shown } = model;
  const { model: opened, commands } = openRun(shown, run.lesson, orders.choice);
  const back = run.breaking ? 'r: one of your own' : 'u: the written one';
  const notice = `Space takes the next step of ${order}; o: all orders, ${back}.`;
  return { model: withRun(opened, { order, orders, begun: true, notice }), commands };
};
