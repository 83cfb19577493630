import { Remembered } from '../../engine/remembered.ts';
import { type RowChain, type RowVersion, rowChains, type TableChains } from '../../engine/row-versions.ts';
import { tablesSeen } from '../../engine/run/sees.ts';
import type { SeenTable } from '../../engine/seen-tables.ts';
import type { LabState } from '../../engine/state.ts';
import { placeOf } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { amount, listed } from '../../text/amounts.ts';
import { clip, hanging, padded, widthOf, wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { RunModel } from '../model/run.ts';
import { coveredSessions } from '../run/covered.ts';
import { Kept } from '../text/kept.ts';
import type { Theme } from '../theme.ts';
import { staleLines } from './stale-lines.ts';
import {
  absent,
  labelText,
  sessionNotes,
  tableNotes,
  valueText,
  type WhoSeesStyle,
} from './who-sees-lines.ts';

export interface VersionStyle extends WhoSeesStyle {
  /** What the run had come to at its places up to this one, in their order. */
  readonly earlier: readonly LabState[];
}

/** How the versions of a run are drawn, at the place that is shown. */
export const versionStyle = (run: RunModel, width: number, theme: Theme): VersionStyle => ({
  theme,
  width,
  covered: coveredSessions(run),
  earlier: run.track.states.slice(0, run.track.at + 1),
});

/** Each row's versions, the newest first, and who would read which. */
export const versionLines = (lab: LabState, style: VersionStyle): readonly string[] =>
  kept.of(lab, style.theme, `${style.width} ${style.covered?.join() ?? ''} ${style.earlier.length}`, () =>
    makeLines(lab, style),
  );

const kept = new Kept<readonly string[]>(4);

/** The versions that there are to be told of, with what the run has settled at up to here. */
export const chainsOf = (lab: LabState, earlier: readonly LabState[]): readonly TableChains[] => {
  const known = keptChains.of(lab, () => new Map<number, readonly TableChains[]>());
  const found = known.get(earlier.length) ?? makeChains(lab, earlier);
  known.set(earlier.length, found);
  return found;
};

/** Whoever asks whether there is room for them draws them next. */
const keptChains = new Remembered<Map<number, readonly TableChains[]>>(2);

const makeChains = (lab: LabState, earlier: readonly LabState[]): readonly TableChains[] => {
  const observations = earlier.flatMap(({ before, observation }) =>
    before ? [before, observation] : observation,
  );
  return rowChains(lab, observations, tablesSeen(lab.script));
};

const makeLines = (lab: LabState, style: VersionStyle): readonly string[] => {
  const tables = chainsOf(lab, style.earlier);
  if (tables.length === 0) return ['This lesson watches no table.'];
  const stale = staleLines(lab, style);
  // The names below are not from now then.
  const readers = stale.length > 0 ? 'who would have read which' : 'who would read which now';
  return [
    ...stale,
    ...wrapped(style.theme.faint(`Each row, its newest version first; ▲ ${readers}.`), style.width),
    ...sessionNotes(
      tables.map(({ table }) => table),
      style.covered,
    ).flatMap((note) => hanging('? ', style.theme.waiting(note), style.width)),
    ...tables.flatMap((table) => ['', ...tableVersions(lab, table, style)]),
  ];
};

const tableVersions = (
  lab: LabState,
  { table, chains }: TableChains,
  style: VersionStyle,
): readonly string[] => {
  const { theme, width, covered = [] } = style;
  const told = chains.filter(isTold);
  const label = Math.min(
    Math.floor(width * 0.34),
    Math.max(0, ...told.map(({ seen }) => widthOf(labelText(table, seen)))),
  );
  const names = table.columns.map((name) => printable(name)).join(', ');
  const asking = lab.settled ? 'being asked' : 'not asked yet';
  const notes = [
    ...table.views.flatMap((view) => {
      const name = printable(view.session);
      if (covered.includes(view.session)) return [`${name}: covered until you have answered`];
      return view.kind === 'asking' ? [`${name}: ${asking}`] : [];
    }),
    ...tableNotes(table, covered),
  ];
  return [
    `${theme.strong(printable(table.name))}  ${theme.faint(names)}`,
    ...(table.unreadable === undefined ? [] : [`${signs.failed} ${printable(table.unreadable)}`]),
    ...notes.flatMap((note) => hanging(' ', theme.waiting(note), width)),
    ...told.flatMap((chain) => chainLines(lab, table, chain, { ...style, label })),
    ...(table.unreadable === undefined ? restWords(chains.length - told.length, told.length) : []),
  ];
};

/** More than one version, or somebody who reads none of them. */
export const isTold = ({ versions, elsewhere }: RowChain): boolean =>
  versions.length > 1 || elsewhere.length > 0;

export const restWords = (rows: number, told: number): readonly string[] => {
  if (rows === 0) return told === 0 ? [' no row'] : [];
  const other = told === 0 ? 'row' : 'other row';
  return [` ${amount(rows, other)}, of which there is one version`];
};

interface ChainStyle extends VersionStyle {
  /** How wide the rows' labels are. */
  readonly label: number;
}

/** A version, what it is below it, and below that who reads it. */
type Block = readonly [value: string, state: string, readers: string];

const between = ' ← ';

const chainLines = (
  lab: LabState,
  table: SeenTable,
  { seen, versions, elsewhere }: RowChain,
  { theme, width, label, covered = [] }: ChainStyle,
): readonly string[] => {
  const room = width - label - 3;
  const blocks = versions.map((version) => blockOf(lab, table, version, { theme, covered, room }));
  const before = ` ${padded(labelText(table, seen, theme.faint), label)}  `;
  const lines = inLines(blocks, room).flatMap((line, at) => {
    const widths = line.map((block) => Math.max(...block.map(widthOf)));
    return [0, 1, 2].flatMap((part) => {
      const join = part === 0 ? theme.faint(between) : ' '.repeat(between.length);
      const first = part === 0 && at === 0 ? before : ' '.repeat(label + 3);
      const text = line.map((block, one) => padded(block[part] ?? '', widths[one] ?? 0)).join(join);
      const lead = part === 0 && at > 0 ? `${first.slice(2)}${theme.faint('← ')}` : first;
      return text.trim() === '' ? [] : [(lead + text).trimEnd()];
    });
  });
  const others = elsewhere.filter((session) => !covered.includes(session));
  const words =
    others.length === 0
      ? []
      : hanging(
          ' '.repeat(label + 3),
          `≠ ${listed(others.map((one) => printable(one)))} would read another version`,
          width,
        );
  return [...lines, ...words];
};

const blockOf = (
  lab: LabState,
  table: SeenTable,
  version: RowVersion,
  {
    theme,
    covered,
    room,
  }: { readonly theme: Theme; readonly covered: readonly string[]; readonly room: number },
): Block => {
  const value = clip(valueText(table, version.row) ?? absent, Math.max(8, Math.floor(room / 2)));
  const { kind, by } = version;
  const paint = by === undefined ? theme.strong : theme.session(placeOf(lab.script, by));
  const readers = version.readBy
    .filter(({ session }) => !covered.includes(session))
    .map(({ session, how }) => {
      const name = theme.session(placeOf(lab.script, session))(printable(session));
      if (how === 'possible') return `${name}?`;
      return how === 'before' ? `${name} ${busySign(lab, session)}` : name;
    });
  return [
    kind === 'earlier' ? value : paint(value),
    kind === 'earlier' ? '' : theme.faint(versionState(version)),
    readers.length === 0 ? '' : `▲ ${readers.join(' ')}`,
  ];
};

/** Why it is not asked now. */
const busySign = ({ sessions }: LabState, session: string): string =>
  sessions.some(({ name, status }) => name === session && status === 'running')
    ? signs.running
    : signs.waiting;

/** What a version is, in words. */
export const versionState = ({ kind, by }: Pick<RowVersion, 'kind' | 'by'>): string => {
  if (kind === 'committed') return 'committed';
  if (kind === 'earlier') return 'before that';
  return by === undefined ? 'not committed' : `${printable(by)}'s, not committed`;
};

/** As many side by side as there is room for. */
const inLines = (blocks: readonly Block[], room: number): readonly (readonly Block[])[] => {
  const lines: Block[][] = [];
  let taken = room;
  for (const block of blocks) {
    const wide = Math.max(...block.map(widthOf)) + between.length;
    if (taken + wide > room || lines.length === 0) {
      lines.push([block]);
      taken = wide;
    } else {
      lines.at(-1)?.push(block);
      taken += wide;
    }
  }
  return lines;
};
