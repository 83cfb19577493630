import { levels } from '../../lesson/level.ts';
import { printable } from '../../printable.ts';
import { switchesWords } from '../../report/explore/amounts.ts';
import { inShort } from '../../text/amounts.ts';
import { clip, hanging, justify, padded, wrapped } from '../../text/fit.ts';
import { idleInOrders, idleInRun } from '../keys/idle.ts';
import type { Overlay } from '../model/model.ts';
import type { RunOrders } from '../model/orders.ts';
import type { RunModel } from '../model/run.ts';
import type { ServerModel } from '../model/server.ts';
import { cellsOf, type OrderCell, outcomesIn } from '../run/order-cells.ts';
import type { Line } from '../text/lines.ts';
import { ruleLine } from '../text/rule.ts';
import { tableLines } from '../text/table.ts';
import type { Theme } from '../theme.ts';
import { tablesLines } from './data-lines.ts';
import { footerLine } from './footer.ts';
import { serverWords } from './header.ts';
import type { Size } from './layout.ts';
import {
  countWords,
  failedLines,
  orderLetters,
  orderWords,
  paintOfKind,
  progressWords,
  requestsWords,
  signOf,
} from './order-words.ts';
import { noAreas, type Screen } from './screen.ts';
import { type Window, windowOn, windowOnRows } from './window.ts';

/** Every order of the lesson in hand: how many come to what, a cell an order, and what the chosen one came to. */
export const ordersScreen = (
  run: RunModel,
  orders: RunOrders,
  { scroll }: Overlay,
  server: ServerModel,
  { columns, rows }: Size,
  theme: Theme,
): Screen => {
  const cells = cellsOf(orders);
  const perRow = Math.max(1, Math.floor((columns - 2) / 2));
  const tabs = tabLines(run, orders, columns, theme);
  const requests = requestsWords(run.lesson);
  const about =
    requests === undefined
      ? []
      : wrapped(requests, columns - 2).map((line) => padded(` ${theme.faint(line)}`, columns));
  const counts = countWords(orders).map(({ sign, paint, words }) =>
    padded(` ${paintOfKind(paint, theme)(sign)} ${words}`, columns),
  );
  // Without title, rules and keys.
  const room = rows - tabs.length - about.length - 4;
  const gridRows = Math.min(
    Math.max(1, Math.ceil(cells.length / perRow)),
    Math.max(1, Math.floor((room - counts.length) / 2)),
  );
  const grid = gridOf(cells, orders.cursor, { perRow, rows: gridRows, columns, theme });
  const used = counts.slice(0, Math.max(0, room - gridRows - 2));
  const chosen = cells[orders.cursor];
  const area = { width: columns, height: room - used.length - gridRows };
  const style = { theme, width: columns - 2, ruled: rows > 30 };
  const detail = [
    ...failedLines(orders, theme, style.width),
    ...(chosen ? orderLines(orders, chosen, style) : []),
  ];
  const window = windowOn(detail, scroll, area);
  const idle = [...idleInRun(run), ...idleInOrders(cells.length, window.max)];
  return {
    rows: [
      justify(` ${theme.strong(printable(run.script.title))}`, `  ${serverWords(server, theme)} `, columns),
      ...tabs,
      ruleLine([{ width: columns, title: progressWords(orders), ...noteOf(grid) }], '─', theme),
      ...about,
      ...used,
      ...grid.lines,
      ruleLine(
        [
          {
            width: columns,
            title: chosen ? placeWords(orders, cells.length) : 'No order yet',
            ...noteOf(window),
          },
        ],
        '─',
        theme,
      ),
      ...window.lines,
      footerLine('orders', columns, theme, idle),
    ].slice(0, rows),
    areas: { ...noAreas, overlay: { max: window.max, page: area.height, perRow } },
  };
};

/** Levels and variants, the open ones in brackets. */
const tabLines = (
  { lesson }: RunModel,
  { choice, script }: RunOrders,
  columns: number,
  theme: Theme,
): readonly string[] => {
  const tab = (words: string, isOpen: boolean) =>
    isOpen ? theme.strong(`[${words}]`) : theme.faint(` ${words} `);
  const levelTabs = levels
    .map((level, at) => ({ level, key: at + 1 }))
    .filter(({ level }) => lesson.levels.includes(level))
    .map(({ level, key }) => tab(`${key} ${level}`, level === script.level));
  const variants = [undefined, ...lesson.variants];
  const names = variants.map((one) => printable(one?.title ?? 'as it is'));
  const at = variants.findIndex((one) => one?.id === choice.variant);
  const all = ` ${theme.strong('v')} ${names.map((name, one) => tab(name, one === at)).join('')}`;
  const place = ` ${at + 1} of ${variants.length}`;
  const short = ` ${theme.strong('v')} ${tab(clip(names[at] ?? '', columns - place.length - 8), true)}${theme.faint(place)}`;
  const fits = names.join('').length + names.length * 2 + 4 <= columns;
  return [
    padded(levelTabs.join(''), columns),
    ...(variants.length === 1 ? [] : [padded(fits ? all : short, columns)]),
  ];
};

interface GridStyle {
  readonly perRow: number;
  readonly rows: number;
  readonly columns: number;
  readonly theme: Theme;
}

const noteOf = ({ note }: Pick<Window, 'note'>): { readonly note?: string } =>
  note === undefined ? {} : { note };

/** The cursor is a pair of brackets, and rows that are not seen are those far from it. */
const gridOf = (
  cells: readonly OrderCell[],
  cursor: number,
  { perRow, rows, columns, theme }: GridStyle,
): Window => {
  const firsts = Array.from({ length: Math.ceil(cells.length / perRow) }, (_, row) => row * perRow);
  const from = Math.floor(cursor / perRow) - Math.floor(rows / 2);
  return windowOnRows(firsts, from, { height: rows }, (first = cells.length) => {
    const some = cells.slice(first, first + perRow);
    const text = some.map(({ kind }, index) => {
      const place = first + index;
      const before = place === cursor ? '[' : place === cursor + 1 && index > 0 ? ']' : ' ';
      return (
        theme.strong(before.trim()) + (before === ' ' ? ' ' : '') + paintOfKind(kind, theme)(signOf[kind])
      );
    });
    return padded(
      text.join('') + (first + some.length - 1 === cursor && some.length > 0 ? theme.strong(']') : ''),
      columns,
    );
  });
};

const placeWords = ({ cursor }: RunOrders, count: number): string =>
  `Order ${cursor + 1} of ${count}; Enter opens it`;

interface OrderStyle {
  readonly theme: Theme;
  readonly width: number;
  readonly ruled: boolean;
}

/** Whose turn it was, and what it came to. */
export const orderLines = (orders: RunOrders, cell: OrderCell, style: OrderStyle): readonly Line[] => {
  const { theme, width } = style;
  const { order } = cell;
  const { violations, tables } = order.end;
  const { interleavings } = order;
  const stands =
    interleavings === 1n ? 'it stands for itself alone' : `it stands for ${inShort(interleavings)} orders`;
  return [
    ...lettersIn(order.order, width).map((letters) => orderLetters(letters, orders.script, theme)),
    ...wrapped(theme.faint(`${switchesWords(order.switches)}; ${stands}`), width),
    ...orderWords(orders, cell).flatMap((words) => wrapped(words, width)),
    ...(violations && violations.rows.length > 0 ? tableLines(violations, style) : []),
    ...(tables.length > 0
      ? ['', ...tablesLines({ tables, transactions: [], locks: [] }, undefined, style)]
      : []),
    ...outcomeLines(orders, style),
  ];
};

/** Everything that came out, by how many interleavings come to it. */
const outcomeLines = (orders: RunOrders, { theme, width }: OrderStyle): readonly string[] => {
  const outcomes = outcomesIn(orders);
  if (outcomes.length < 2) return [];
  return [
    '',
    theme.strong(`${outcomes.length} outcomes`),
    ...outcomes.flatMap(({ cell, interleavings, shortest, victims }) => {
      const deadlock = victims.length === 0 ? '' : `, ${victims.join(' and ')} rolled back`;
      const sign = paintOfKind(cell, theme)(signOf[cell]);
      return hanging(`${sign} `, `${inShort(interleavings)}, shortest ${shortest.order}${deadlock}`, width);
    }),
  ];
};

const lettersIn = (order: string, width: number): readonly string[] =>
  Array.from({ length: Math.ceil(order.length / width) }, (_, row) =>
    order.slice(row * width, (row + 1) * width),
  );
