import { burstOf } from '../../lesson/burst-script.ts';
import type { Choice } from '../../lesson/script.ts';
import type { RaceState } from '../../race/state.ts';
import type { RacedMessage, Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import type { RunModel, RunRace } from '../model/run.ts';
import { noServer } from '../words.ts';
import { asksFirst } from './question-ahead.ts';

/** So many rounds when one is not enough. */
const manyRounds = 50;

/** One burst first; asked again, many of them; then one again. */
export const raceAgain = (model: Model): Update => {
  const { run, overlay } = model;
  if (run === undefined || model.mode !== 'lab') return { model, commands: [] };
  const refusal =
    run.lesson.handler === undefined ? noHandler : (noServer[model.server.status] ?? asksFirst(model, run));
  if (refusal !== undefined) return { model: withNotice(model, run, refusal), commands: [] };
  const before = overlay?.kind === 'race' ? run.race : undefined;
  const rounds = before === undefined || before.rounds > 1 ? 1 : manyRounds;
  return begin(model, run, {
    rounds,
    gate: before?.gate ?? true,
    scripts: [burstOf(run.lesson, run.choice)],
  });
};

/** Every variant many times, one after the other. */
export const raceAll = (model: Model): Update => {
  const { run, overlay } = model;
  if (overlay?.kind !== 'race' || run?.race === undefined) return { model, commands: [] };
  const { variant: _, ...plain } = run.choice;
  const choices: readonly Choice[] = [
    plain,
    ...run.lesson.variants.map(({ id }) => ({ ...plain, variant: id })),
  ];
  const scripts = choices.map((choice) => burstOf(run.lesson, choice));
  return begin(model, run, { rounds: manyRounds, gate: run.race.gate, scripts });
};

/** The same burst with the start gate, or without it. */
export const changeGate = (model: Model): Update => {
  const { run, overlay } = model;
  if (overlay?.kind !== 'race' || run?.race === undefined) return { model, commands: [] };
  const { rounds, gate, scripts } = run.race;
  return begin(model, run, { rounds, gate: !gate, scripts });
};

const noHandler = 'This lesson has no application to send requests to.';

const withNotice = (model: Model, run: RunModel, notice: string): Model => ({
  ...model,
  run: { ...run, notice },
});

const begin = (model: Model, run: RunModel, how: Pick<RunRace, 'rounds' | 'gate' | 'scripts'>): Update => {
  const known = run.race?.gate === how.gate ? run.race.known : [];
  const race: RunRace = { number: (run.race?.number ?? 0) + 1, known, ...how };
  return {
    model: { ...model, overlay: { kind: 'race', scroll: 0 }, run: { ...run, race } },
    commands: [{ type: 'race', run: run.number, race: race.number, ...how }],
  };
};

/** How a race stands; of one that was replaced, nothing is told any more. */
export const raced = (model: Model, { run: number, race, news }: RacedMessage): Model => {
  const { run } = model;
  if (run?.number !== number || run.race?.number !== race) return model;
  const { state } = news;
  const known = state === undefined ? run.race.known : withKnown(run.race.known, state);
  return { ...model, run: { ...run, race: { ...run.race, ...news, known } } };
};

/** More rounds tell more. */
const withKnown = (known: readonly RaceState[], state: RaceState): readonly RaceState[] => {
  const variantOf = ({ about }: RaceState) => about.script.variant?.id;
  const before = known.find((one) => variantOf(one) === variantOf(state));
  if (state.totals.rounds < Math.max(1, before?.totals.rounds ?? 0)) return known;
  return [...known.filter((one) => one !== before), state];
};
