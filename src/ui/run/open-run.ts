import type { RunAction } from '../../engine/run/retrace.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { type Choice, scriptOf } from '../../lesson/script.ts';
import type { LessonProgress } from '../../progress/progress.ts';
import { openFixing } from '../fix/open-fixing.ts';
import { withRun } from '../model/changes.ts';
import type { Command, Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import type { RunModel } from '../model/run.ts';
import { withLeft } from './left-breaking.ts';
import { openingOf } from './open-breaking.ts';
import { emptyTrack } from './track.ts';
import { unsentWords } from './unsent.ts';

/**
 * Opens a lesson, instead of the one that is open; without a server it waits for one. `actions` were done in
 * another run, and are done again first.
 */
export const openRun = (
  model: Model,
  wanted: Lesson,
  chosen: Choice,
  actions: readonly RunAction[] = [],
): Update => {
  const fixing = openFixing(model, wanted);
  if (fixing) return connected(model, fixing);
  const { lesson, choice, breaking } = openingOf(model, wanted, chosen);
  const number = model.runs + 1;
  const script = scriptOf(lesson, choice);
  const again = model.run?.lesson === lesson ? model.run : undefined;
  const isReady = model.server.status === 'ready';
  const run: RunModel = {
    number,
    lesson,
    choice,
    script,
    phase: { kind: isReady ? 'opening' : 'coming' },
    nextWanted: false,
    track: emptyTrack,
    again: actions,
    queued: [],
    ...(model.run && model.run.queued.length > 0 && { notice: unsentWords(model.run.queued) }),
    ...(again?.shows !== undefined && { shows: again.shows }),
    ...(again?.orders && { orders: again.orders }),
    ...(breaking && { breaking }),
    tab: again?.tab ?? 'transcript',
    heardAt: 0,
    asks: model.asks,
    answers: [],
    begun: again?.begun ?? false,
    focus: again?.focus ?? 'main',
    // A lesson that was read stays where it was read to.
    scroll: { main: again && !again.begun ? again.scroll.main : undefined, guide: 0, data: undefined },
  };
  const selected = model.catalogue.findIndex((one) => one.id === lesson.id);
  const opened: Model = {
    ...model,
    run,
    runs: number,
    selected: selected < 0 ? model.selected : selected,
  };
  const closing = closingOf(model);
  if (isReady) {
    return {
      model: opened,
      commands: [...closing, { type: 'open-run', run: number, script, again: actions }],
    };
  }
  return connected(model, { model: opened, commands: [] });
};

/** Something else is open now, and asks for a server where there was none. */
const connected = (before: Model, { model, commands }: Update): Update => {
  const connecting = before.server.status === 'absent' ? reconnect(model) : { model, commands: [] };
  return {
    model: connecting.model,
    commands: [...closingOf(before), ...commands, ...connecting.commands],
  };
};

/** Its steps are taken in that order, where there is one. */
export const inOrder = ({ model, commands }: Update, order: string | undefined): Update => ({
  model: order === undefined ? model : withRun(model, { order }),
  commands,
});

/**
 * Opens a lesson where the student was in it; one that was seen to its end begins anew, and so does one of
 * which something else was chosen.
 */
export const resume = (model: Model, lesson: Lesson, chosen: Choice = {}): Update => {
  const left = model.left?.[lesson.id];
  if (left && left.actions.length > 0) return asIsAgain(openRun(model, left.lesson, {}, left.actions));
  const place = placeIn(model, lesson, chosen);
  if (place === undefined) return openRun(model, lesson, chosen);
  const { level, variant, steps } = place;
  const done = Array.from({ length: steps }, (): RunAction => ({ kind: 'next' }));
  const opened = openRun(model, lesson, { level, ...(variant !== undefined && { variant }) }, done);
  return { ...opened, model: withRun(opened.model, { notice: whereYouWere }) };
};

const whereYouWere = 'This is where you were. r begins anew.';

/** Whoever has moved in it has read what it is about. */
const asIsAgain = ({ model, commands }: Update): Update => ({
  model: withRun(model, { begun: true, focus: 'guide', notice: whereYouWere }),
  commands,
});

/** What was kept is known by now: a lesson that was opened before goes on where the student was. */
export const resumeLate = (model: Model): Update => {
  const { run } = model;
  const isUntouched = run?.goesOn && !run.begun && !run.nextWanted && run.track.actions.length === 0;
  return isUntouched && placeIn(model, run.lesson, run.choice)
    ? resume(model, run.lesson, run.choice)
    : { model, commands: [] };
};

/** Opens a lesson that was named; where the student was may come to be known only later. */
export const openNamed = (model: Model, lesson: Lesson, choice: Choice): Update => {
  if (model.progress[lesson.id]) return resume(model, lesson, choice);
  const { model: opened, commands } = openRun(model, lesson, choice);
  return { model: { ...opened, ...(opened.run && { run: { ...opened.run, goesOn: true } }) }, commands };
};

/** Where the student is inside of a lesson, if it is there and fits what was chosen. */
const placeIn = ({ progress }: Model, lesson: Lesson, chosen: Choice): LessonProgress | undefined => {
  const place = progress[lesson.id];
  // Nobody is kept a place in an order that is not the author's.
  if (place === undefined || place.steps === 0 || chosen.order !== undefined) return undefined;
  const { level, variant } = place;
  const isThere =
    lesson.levels.includes(level) &&
    (variant === undefined || lesson.variants.some((one) => one.id === variant));
  const isAnyChosen = chosen.level !== undefined || chosen.variant !== undefined;
  const fits = !isAnyChosen || (scriptOf(lesson, chosen).level === level && chosen.variant === variant);
  return isThere && fits ? place : undefined;
};

/** The same again, in a fresh sandbox. */
export const restart = (model: Model): Update =>
  model.run
    ? inOrder(
        openRun(model, model.run.lesson, model.run.breaking ? {} : model.run.choice),
        model.run.breaking ? undefined : model.run.order,
      )
    : { model, commands: [] };

/** Back to the list. */
export const closeRun = (model: Model): Update => {
  const { run: _, ...rest } = withLeft(model);
  return { model: rest, commands: closingOf(model) };
};

export const reconnect = (model: Model): Update => {
  const attempt = model.attempts + 1;
  return {
    model: {
      ...model,
      attempts: attempt,
      server: { status: 'coming', progress: { message: 'Looking for a MySQL server' } },
    },
    commands: [{ type: 'connect', attempt }],
  };
};

const closingOf = (model: Model): readonly Command[] =>
  model.run ? [{ type: 'close-run', run: model.run.number }] : [];
