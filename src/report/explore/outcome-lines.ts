import type { TableView } from '../../engine/events.ts';
import type { Value } from '../../engine/outcome.ts';
import { wayWords } from '../../engine/words/anomaly-words.ts';
import { titleOf } from '../../engine/words/happened-words.ts';
import { errorName } from '../../engine/words/outcome-words.ts';
import { cellWords } from '../../engine/words/table-words.ts';
import type { Exploration, OrdersOutcome } from '../../explore/exploration.ts';
import type { OrderEnd } from '../../explore/order.ts';
import { hasDrawnIds } from '../../explore/outcome.ts';
import type { Script } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { andMore, counted, inShort } from '../../text/amounts.ts';
import { hanging } from '../../text/fit.ts';
import { outcomeSigns } from '../../text/signs.ts';
import type { Paint } from '../paint.ts';
import { enumerated, many, share, switchesWords } from './amounts.ts';
import type { Seen } from './explored.ts';
import { countedKinds, kindPaint, kindWords } from './kinds.ts';

/** So many outcomes of a level are shown, and one of each kind in any case; the others are counted. JSON has them all. */
const fewestShown = 2;
const mostRows = 4;
const mostCharacters = 40;

/** What the orders come to; levels at which the same can happen stand together, however often it does at each. */
export const outcomesLines = (seen: readonly Seen[], width: number, paint: Paint): readonly string[] => {
  const told = seen.filter(({ exploration }) => exploration.outcomes.length > 0).map(toldOf);
  const groups = Map.groupBy(told, ({ shown, same }) =>
    JSON.stringify([shown.map(({ outcome, words }) => [outcome.kind, words]), same]),
  );
  const lines = [...groups.values()].flatMap((alike) => linesOf(alike, width, paint));
  const hasIds = seen.some(({ exploration: { outcomes } }) =>
    outcomes.some(({ shortest }) => hasDrawnIds(shortest.cameTo)),
  );
  return hasIds ? [...lines, ...hanging('  ', paint.faint(idsNote), width)] : lines;
};

const idsNote =
  'An id that AUTO_INCREMENT gave is a name for the step that drew it: orders that differ in such numbers only are one outcome. The numbers shown are those of its shortest order.';

interface Told {
  readonly level: string;
  readonly exploration: Exploration;
  readonly shown: readonly { readonly outcome: OrdersOutcome; readonly words: readonly string[] }[];
  readonly rest: string | undefined;
  readonly same: readonly string[];
}

const toldOf = ({ script, exploration }: Seen): Told => {
  const { outcomes } = exploration;
  const shown = worthShowing(outcomes);
  const details = shown.map((outcome) => detailsOf(outcome, outcomes));
  const rest = outcomes.filter((one) => !shown.includes(one));
  return {
    level: script.level,
    exploration,
    shown: shown.map((outcome, index) => {
      const own = details[index] ?? [];
      const alike = details.findIndex((other) => other.join('\n') === own.join('\n'));
      const twin = alike < index ? shown[alike] : undefined;
      const difference = twin ? [differenceWords(outcome, twin)] : [];
      return { outcome, words: [...nameWords(outcome), ...own, ...difference] };
    }),
    rest: rest.length === 0 ? undefined : restWords(rest, script, exploration),
    same: sameWords(outcomes),
  };
};

/** What it is called: of its shortest order. */
const nameWords = ({ happened, likeSerial }: OrdersOutcome): readonly string[] => {
  if (happened === undefined) return [];
  const { anomalies, doubts } = happened;
  const [first] = anomalies;
  const others = anomalies.slice(1).map(({ kind }) => titleOf(kind));
  if (first) {
    const also = others.length === 0 ? '' : `; and ${others.join(', ')}`;
    return [`${titleOf(first.kind)}: ${wayWords(first)}${also}`];
  }
  if (likeSerial === 'yes') return [];
  return [doubts[0] ? `no name: ${doubts[0].says}` : nameless];
};

const nameless =
  'no name: what makes it another one than in any order one after the other is nothing that the lab follows (ids, for instance)';

const linesOf = (alike: readonly Told[], width: number, paint: Paint): readonly string[] => {
  const [first] = alike;
  if (first === undefined) return [];
  const where = alike.map(({ level }) => level).join(', ');
  const outcomes = new Set(alike.map(({ exploration }) => many(exploration.outcomes.length, 'outcome')));
  return [
    '',
    ...hanging('', paint.strong(`${where}: ${[...outcomes].join(' or ')}`), width),
    ...first.shown.flatMap(({ outcome, words }, index) => {
      const counts = alike.map(({ exploration, shown }) => {
        const own = shown[index]?.outcome ?? outcome;
        return { share: share(own.interleavings, exploration), shortest: shortestWords(own) };
      });
      const isOne = new Set(counts.map((one) => JSON.stringify(one))).size === 1;
      const count = isOne ? `${counts[0]?.share}  ` : '';
      const head = `${outcomeSigns[outcome.kind]} ${count}${kindWords[outcome.kind]}`;
      const ends = isOne
        ? [counts[0]?.shortest ?? '']
        : byLevel(alike, (_, at) => `${counts[at]?.share}, ${counts[at]?.shortest}`);
      return [
        ...hanging('  ', kindPaint(outcome.kind, paint)(head), width),
        ...[...words, ...ends].flatMap((line) => hanging('      ', printable(line), width)),
      ];
    }),
    ...restLines(alike).flatMap((line) => hanging('  ', line, width)),
    ...(first.same.length > 0
      ? hanging('  ', printable(`The same in every outcome: ${first.same.join(' · ')}`), width)
      : []),
  ];
};

/** "READ COMMITTED, REPEATABLE READ: 60 of 70, …": once for all levels of which it is so. */
const byLevel = (
  alike: readonly Told[],
  wordsOf: (told: Told, at: number) => string | undefined,
): readonly string[] => {
  const told = alike.flatMap((one, at) => {
    const words = wordsOf(one, at);
    return words === undefined ? [] : [{ level: one.level, words }];
  });
  return [...Map.groupBy(told, ({ words }) => words)].map(
    ([words, own]) => `${own.map(({ level }) => level).join(', ')}: ${words}`,
  );
};

const restLines = (alike: readonly Told[]): readonly string[] => {
  const [one, other] = new Set(alike.map(({ rest }) => rest));
  return other === undefined && alike.every(({ rest }) => rest === one)
    ? [one ?? ''].filter((line) => line !== '')
    : byLevel(alike, ({ rest }) => rest);
};

/** One of each kind; of one kind alone, those that most interleavings come to. */
const worthShowing = (outcomes: readonly OrdersOutcome[]): readonly OrdersOutcome[] => {
  const firsts = countedKinds.flatMap((kind) => outcomes.find((one) => one.kind === kind) ?? []);
  const most = Math.max(fewestShown, firsts.length);
  const chosen = new Set([...new Set([...firsts, ...outcomes])].slice(0, most));
  return outcomes.filter((one) => chosen.has(one));
};

const shortestWords = ({ shortest, waited, interleavings }: OrdersOutcome): string => {
  const wait = waited === interleavings ? '; somebody waits' : `; somebody waits in ${inShort(waited)}`;
  return `shortest: ${shortest.order}, ${switchesWords(shortest.switches)}${waited === 0n ? '' : wait}`;
};

/** "… and 14 more outcomes, 120 of 3,432 interleavings: 100 promise violated, 20 deadlock; --format json has all" */
const restWords = (rest: readonly OrdersOutcome[], script: Script, exploration: Exploration): string => {
  const sum = (own: readonly OrdersOutcome[]): bigint =>
    own.reduce((all, { interleavings }) => all + interleavings, 0n);
  const kinds = [...Map.groupBy(rest, ({ kind }) => kind)];
  const told = kinds.map(([kind, own]) =>
    kinds.length === 1 ? kindWords[kind] : `${inShort(sum(own))} ${kindWords[kind]}`,
  );
  const isKept = script.invariant && rest.every(({ promise }) => promise === 'kept');
  const kept = isKept ? ', the promise holds' : '';
  return `… and ${many(rest.length, 'more outcome')}, ${share(sum(rest), exploration)}${kept}: ${told.join(', ')}; --format json has all`;
};

/** What people would see of it, as far as it is not the same in all of them; of the only one, everything. */
const detailsOf = (
  { shortest, victims, triedAgain }: OrdersOutcome,
  all: readonly OrdersOutcome[],
): readonly string[] => [
  ...seenParts(all).flatMap(({ isSame, wordsOf }) => (isSame && all.length > 1 ? [] : wordsOf(shortest.end))),
  ...(victims.length > 0 ? [`rolled back to end a deadlock: ${enumerated(victims)}`] : []),
  ...triedAgain.map(triedAgainWords),
  ...(shortest.isStuck ? ['statements waited that nobody was left to free'] : []),
];

const sameWords = (all: readonly OrdersOutcome[]): readonly string[] => {
  const [first, second] = all;
  if (first === undefined || second === undefined) return [];
  return seenParts(all).flatMap(({ isSame, wordsOf }) => (isSame ? wordsOf(first.shortest.end) : []));
};

interface SeenPart {
  readonly isSame: boolean;
  readonly wordsOf: (end: OrderEnd) => readonly string[];
}

/** Each table, the answers, the errors. */
const seenParts = (all: readonly OrdersOutcome[]): readonly SeenPart[] => {
  const ends = all.map(({ shortest }) => shortest.end);
  const part = (of: (end: OrderEnd) => unknown, wordsOf: SeenPart['wordsOf']): SeenPart => ({
    isSame: new Set(ends.map((end) => JSON.stringify(of(end)))).size === 1,
    wordsOf,
  });
  const names = new Set(ends.flatMap(({ tables }) => tables.map(({ name }) => name)));
  return [
    ...[...names].map((name) => {
      const viewIn = ({ tables }: OrderEnd): TableView | undefined => tables.find((one) => one.name === name);
      const others = ends.map(viewIn);
      return part(viewIn, (end) => {
        const view = viewIn(end);
        return view ? [tableWords(view, others)] : [];
      });
    }),
    part(
      ({ answers }) => answers,
      ({ answers }) => answers.map(({ session, answer }) => `${session} → ${shortened(answer)}`),
    ),
    part(
      ({ errors }) => errors.map((error) => `${error.session}: ${errorName(error)}`),
      ({ errors }) => errors.map((error) => `${error.session}: ${errorName(error)}`),
    ),
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
  const differs = !others.every((one) => JSON.stringify(one) === JSON.stringify(view));
  const own = differs && view.rows.length > mostRows ? view.rows.filter(isOwn) : view.rows;
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
