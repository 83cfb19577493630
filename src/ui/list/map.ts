import { listedKinds } from '../../lesson/anomaly-names.ts';
import type { Level } from '../../lesson/level.ts';
import { type MapRow, mapOf, scriptsForMap } from '../../map/anomaly-map.ts';
import type { ScrollAction } from '../keys/scroll.ts';
import { only } from '../model/changes.ts';
import { type LabMap, runsIn } from '../model/map.ts';
import type { MappedMessage, Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import { resume } from '../run/open-run.ts';
import { endTyping } from './search.ts';

/** Shows it as far as it is known, and goes on where it was left; after a run it stands on what that has come to. */
export const showMap = (model: Model): Update => {
  if (model.mode !== 'lab') return only(model);
  const { map = nothingMapped, run } = model;
  const [came] = run?.lab?.finished?.happened?.anomalies ?? [];
  const cursor = came === undefined ? map.cursor : listedKinds.indexOf(came.kind);
  return filled({ ...model, map: { ...map, cursor }, overlay: { kind: 'map', scroll: 0 } });
};

const nothingMapped: LabMap = { scripts: [], results: new Map(), cursor: 0 };

/** Something came that it may have waited for: the lessons, or a server. */
export const withMap = (model: Model): Update =>
  model.overlay?.kind === 'map' || model.overlay?.behind === 'map' ? filled(model) : only(model);

/** What another server has shown says nothing of this one. */
export const withoutMap = ({ map: _, ...model }: Model): Model => model;

/** Runs what was not run yet; what could not be run is tried again. */
const filled = (before: Model): Update => {
  const { map = nothingMapped, isReading, catalogue, server } = before;
  if (isReading) return { model: { ...before, map }, commands: [{ type: 'read-lessons' }] };
  const scripts = map.scripts.length > 0 ? map.scripts : scriptsForMap(catalogue);
  const results = new Map([...map.results].filter(([, result]) => 'run' in result));
  const model = { ...before, map: { ...map, scripts, results } };
  const missing = scripts.filter((script) => !results.has(script));
  return server.status === 'ready' && missing.length > 0
    ? { model, commands: [{ type: 'fill-map', scripts: missing }] }
    : only(model);
};

/** One of the runs is over. */
export const mapped = (model: Model, { script, result }: MappedMessage): Model => {
  const { map } = model;
  if (!map?.scripts.includes(script)) return model;
  return { ...model, map: { ...map, results: new Map([...map.results, [script, result]]) } };
};

/** The screen is left: nothing goes on behind it. */
export const leaveMap = (model: Model): Update => {
  const { overlay: _, ...rest } = model;
  return { model: rest, commands: [{ type: 'stop-filling' }] };
};

export const rowsOf = (map: LabMap): readonly MapRow[] => mapOf(runsIn(map));

const moves: Readonly<Partial<Record<ScrollAction, (at: number, last: number) => number>>> = {
  up: (at) => Math.max(0, at - 1),
  down: (at, last) => Math.min(last, at + 1),
  first: () => 0,
  last: (_, last) => last,
};

/** Another anomaly; undefined where the key is for what stands below them. */
export const moveInMap = (model: Model, action: ScrollAction): Model | undefined => {
  const { map, overlay } = model;
  const move = moves[action];
  if (overlay?.kind !== 'map' || map === undefined || move === undefined) return undefined;
  const cursor = move(map.cursor, rowsOf(map).length - 1);
  return { ...model, overlay: { ...overlay, scroll: 0 }, map: { ...map, cursor } };
};

/** The first lesson that shows it, and the weakest level at which it does. */
export const witnessOf = ({
  cells,
}: Pick<MapRow, 'cells'>): { readonly lesson: string; readonly level: Level } | undefined =>
  cells.flatMap(({ level, lessons: [lesson] }) => (lesson === undefined ? [] : [{ lesson, level }]))[0];

/** Opens it in the place of what is open. */
export const openWitness = (model: Model): Update => {
  const { map } = model;
  const row = map && rowsOf(map)[map.cursor];
  const witness = row && witnessOf(row);
  const lesson = model.catalogue.find(({ id }) => id === witness?.lesson);
  if (witness === undefined || lesson === undefined) return only(model);
  const left = leaveMap(endTyping(model));
  const opened = resume(left.model, lesson, { level: witness.level });
  return { model: opened.model, commands: [...left.commands, ...opened.commands] };
};
