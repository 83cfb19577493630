import type { Sight } from '../../engine/run/sees.ts';
import { sharedRows } from '../../engine/share.ts';
import type { LabState } from '../../engine/state.ts';
import type { Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import type { RunModel, Sights } from '../model/run.ts';

export const noSights: Sights = { known: new Map() };

/** What is known of the place that is shown. */
export const sightsHere = ({ lab, sights }: RunModel): Readonly<Record<string, Sight>> =>
  (lab && sights.known.get(lab)) ?? noneAsked;

const noneAsked: Readonly<Record<string, Sight>> = {};

/**
 * Has each session asked what it would read, when that is on the screen and not known yet: once the run is at
 * rest, in the background, and only for the place that is shown.
 */
export const withLook = ({ model, commands }: Update): Update => {
  const { run } = model;
  const isWanted =
    model.mode === 'lab' && run?.tab === 'sees' && run.lab?.settled && run.phase.kind === 'ready';
  if (!isWanted || run?.lab === undefined) return { model, commands };
  const { lab, sights, script, track } = run;
  if (sights.asked?.of === lab || sights.known.has(lab)) return { model, commands };
  const look = model.looks + 1;
  const sessions = lab.sessions.filter((one) => one.status === 'idle').map(({ name }) => name);
  const actions = track.actions.slice(0, track.at);
  return {
    model: { ...model, looks: look, run: { ...run, sights: { ...sights, asked: { look, of: lab } } } },
    commands: [...commands, { type: 'look', look, script, first: lab, actions, sessions }],
  };
};

/** A session has been asked. */
export const sighted = (model: Model, look: number, session: string, sight: Sight): Model => {
  const { run } = model;
  const { asked, known } = run?.sights ?? noSights;
  if (run === undefined || asked?.look !== look) return model;
  const here = { ...known.get(asked.of), [session]: withoutCopies(sight, asked.of) };
  const others = [...known].filter(([lab]) => lab !== asked.of).slice(1 - mostPlaces);
  return { ...model, run: { ...run, sights: { asked, known: new Map([...others, [asked.of, here]]) } } };
};

/** Of more places it is asked again. */
const mostPlaces = 20;

/** Most of what a session would read is what was written last, or is committed. */
const withoutCopies = (sight: Sight, { observation }: LabState): Sight => {
  if (sight.kind !== 'reads') return sight;
  const views = [...(observation.newest ?? []), ...observation.tables];
  const tables = sight.tables.map((table) => {
    if (!('rows' in table)) return table;
    const rows = views.filter(({ name }) => name === table.name).reduce(sharedRows, table.rows);
    return { ...table, rows };
  });
  return { ...sight, tables };
};
