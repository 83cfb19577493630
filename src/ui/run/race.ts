import { burstOf } from '../../lesson/burst-script.ts';
import type { RacedMessage, Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import type { RunModel, RunRace } from '../model/run.ts';
import { noServer } from '../words.ts';

/** So many rounds when one is not enough. */
const manyRounds = 50;

/** One burst first; asked again, many of them; then one again. */
export const raceAgain = (model: Model): Update => {
  const { run, overlay } = model;
  if (run === undefined || model.mode !== 'lab') return { model, commands: [] };
  const refusal = run.lesson.handler === undefined ? noHandler : noServer[model.server.status];
  if (refusal !== undefined) return { model: withNotice(model, run, refusal), commands: [] };
  const before = overlay?.kind === 'race' ? run.race : undefined;
  const rounds = before === undefined || before.rounds > 1 ? 1 : manyRounds;
  return begin(model, run, { rounds, gate: before?.gate ?? true });
};

/** The same burst with the start gate, or without it. */
export const changeGate = (model: Model): Update => {
  const { run, overlay } = model;
  if (overlay?.kind !== 'race' || run?.race === undefined) return { model, commands: [] };
  return begin(model, run, { rounds: run.race.rounds, gate: !run.race.gate });
};

const noHandler = 'This lesson has no application to send requests to.';

const withNotice = (model: Model, run: RunModel, notice: string): Model => ({
  ...model,
  run: { ...run, notice },
});

const begin = (model: Model, run: RunModel, how: Pick<RunRace, 'rounds' | 'gate'>): Update => {
  const race: RunRace = {
    number: (run.race?.number ?? 0) + 1,
    script: burstOf(run.lesson, run.choice),
    ...how,
  };
  return {
    model: { ...model, overlay: { kind: 'race', scroll: 0 }, run: { ...run, race } },
    commands: [{ type: 'race', run: run.number, race: race.number, script: race.script, ...how }],
  };
};

/** How a race stands; of one that was replaced, nothing is told any more. */
export const raced = (model: Model, { run: number, race, news }: RacedMessage): Model => {
  const { run } = model;
  if (run?.number !== number || run.race?.number !== race) return model;
  return { ...model, run: { ...run, race: { ...run.race, ...news } } };
};
