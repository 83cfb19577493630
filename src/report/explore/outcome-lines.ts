import type { TableView } from '../../engine/events.ts';
import type { Value } from '../../engine/outcome.ts';
import { errorName } from '../../engine/words/outcome-words.ts';
import { cellWords } from '../../engine/words/table-words.ts';
import type { OrdersOutcome } from '../../explore/exploration.ts';
import { printable } from '../../printable.ts';
import { andMore, counted, inShort, listed } from '../../text/amounts.ts';
import { hanging } from '../../text/fit.ts';
import type { Paint } from '../paint.ts';
import { share, switchesWords } from './amounts.ts';
import type { Seen } from './explored.ts';
import { kindPaint, kindSigns, kindWords } from './kinds.ts';

/** More outcomes of a level than this are counted instead of shown, and so are rows of a table. JSON has them all. */
const mostOutcomes = 6;
const mostRows = 4;
const mostCharacters = 40;

/** What there is to tell apart, level by level; levels of which the same is told stand together. */
export const outcomesLines = (seen: readonly Seen[], width: number, paint: Paint): readonly string[] => {
  const told = seen
    .filter(
      ({ exploration: { outcomes } }) =>
        outcomes.length > 1 || outcomes.some(({ shortest }) => shortest.end.errors.length > 0),
    )
    .map((one) => ({ ...one, lines: linesOf(one, width, paint) }));
  return [...Map.groupBy(told, ({ lines }) => lines.join('\n')).values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const where = alike.map(({ script }) => script.level).join(', ');
    const many = counted(first.exploration.outcomes.length, 'outcome');
    return ['', ...hanging('', paint.strong(`${where}: ${many}`), width), ...first.lines];
  });
};

const linesOf = ({ exploration }: Seen, width: number, paint: Paint): readonly string[] => {
  const { outcomes } = exploration;
  const details = outcomes.map((outcome) => detailsOf(outcome, outcomes));
  const shown = outcomes.slice(0, mostOutcomes);
  const lines = shown.flatMap((outcome, index) => {
    const { kind, interleavings, waited, shortest } = outcome;
    const alike = details.findIndex((other) => other.join('\n') === details[index]?.join('\n'));
    const twin = alike < index ? outcomes[alike] : undefined;
    const head = kindPaint(
      kind,
      paint,
    )(`${kindSigns[kind]} ${share(interleavings, exploration)}  ${kindWords[kind]}`);
    const wait =
      waited === 0n
        ? ''
        : waited === interleavings
          ? '; somebody waits'
          : `; somebody waits in ${inShort(waited)}`;
    return [
      ...hanging('  ', head, width),
      ...(details[index] ?? []).flatMap((line) => hanging('      ', printable(line), width)),
      ...(twin ? hanging('      ', printable(differenceWords(outcome, twin)), width) : []),
      ...hanging('      ', `shortest: ${shortest.order}, ${switchesWords(shortest.switches)}${wait}`, width),
    ];
  });
  const more = outcomes.length - shown.length;
  return more > 0 ? [...lines, `  ${andMore(more, 'outcome')}`] : lines;
};

/** What people would see of it, as far as it is not the same in all of them. */
const detailsOf = (
  { shortest, victims, triedAgain }: OrdersOutcome,
  all: readonly OrdersOutcome[],
): readonly string[] => {
  const { answers, errors, tables } = shortest.end;
  const isTold = (of: (outcome: OrdersOutcome) => unknown): boolean =>
    new Set(all.map((one) => JSON.stringify(of(one)))).size > 1;
  return [
    ...tables.flatMap((view) => {
      const others = all.map((one) => one.shortest.end.tables.find(({ name }) => name === view.name));
      return new Set(others.map((one) => JSON.stringify(one))).size > 1 ? [tableWords(view, others)] : [];
    }),
    ...(isTold((one) => one.shortest.end.answers)
      ? answers.map(({ session, answer }) => `${session} → ${shortened(answer)}`)
      : []),
    ...(isTold((one) => one.shortest.end.errors)
      ? errors.map((error) => `${error.session}: ${errorName(error)}`)
      : []),
    ...(victims.length > 0 ? [`rolled back to end a deadlock: ${listed(victims)}`] : []),
    ...triedAgain.map(triedAgainWords),
    ...(shortest.isStuck ? ['statements waited that nobody was left to free'] : []),
  ];
};

const triedAgainWords = ({ session, attempts, isThrough }: OrdersOutcome['triedAgain'][number]): string =>
  isThrough
    ? `${session} came through at attempt ${attempts}, after the others`
    : `${session} gave up after ${attempts} attempts`;

/** "books: 2, Sapiens; 3, Sapiens": where there are many rows, those that are not in all the others. */
const tableWords = (view: TableView, others: readonly (TableView | undefined)[]): string => {
  if ('unreadable' in view) return `${view.name}: ${view.unreadable}`;
  const isOwn = (row: readonly Value[]): boolean =>
    !others.every((one) => one && 'rows' in one && hasRow(one.rows, row));
  const own = view.rows.length > mostRows ? view.rows.filter(isOwn) : view.rows;
  const shown = own
    .slice(0, mostRows)
    .map((row) => row.map((value) => cellWords(value, mostCharacters)).join(', '));
  const more = own.length > shown.length ? [andMore(own.length - shown.length, 'row')] : [];
  const rest = view.rows.length - own.length;
  const alike = rest > 0 ? [`${counted(rest, 'row')} that all have`] : [];
  const rows = [...shown, ...more, ...alike];
  return `${view.name}: ${rows.length === 0 ? 'no row' : rows.join('; ')}`;
};

const hasRow = (rows: readonly (readonly Value[])[], row: readonly Value[]): boolean => {
  const text = JSON.stringify(row);
  return rows.some((one) => JSON.stringify(one) === text);
};

const shortened = (answer: string): string =>
  answer.length > 2 * mostCharacters ? `${answer.slice(0, 2 * mostCharacters)}…` : answer;

/** Of two that look alike in everything else. */
const differenceWords = ({ shortest }: OrdersOutcome, twin: OrdersOutcome): string => {
  const own = shortest.cameTo.steps;
  const other = twin.shortest.cameTo.steps;
  const steps = [...own].flatMap(([name, text]) => (other.get(name) === text ? [] : [name]));
  return steps.length === 0
    ? 'otherwise in @variables'
    : `the same but for what came back for ${steps.join(', ')}`;
};
