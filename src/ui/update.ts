import type { LabState } from '../engine/state.ts';
import { levels } from '../lesson/level.ts';
import { type Answered, answer, mark, moveChoice, passOver, toggleQuestions } from './answer.ts';
import { compare, compared } from './comparison.ts';
import { dispel, doubt } from './doubt.ts';
import { giveHint } from './hint.ts';
import { goesAtItsOwnPace } from './in-hand.ts';
import { type Action, actionFor, type KeyScope } from './keys.ts';
import type { Areas, Message, Model, RunModel, Tab, Update } from './model.ts';
import {
  closeRun,
  openBeside,
  openNamed,
  openRun,
  reconnect,
  restart,
  resume,
  resumeLate,
} from './open-run.ts';
import { endNewest, pressInPrompt, sendQueued, withoutOwn } from './own-statements.ts';
import { isReached, lastPlace, nextWait, previousPlace, showPlace, withoutVainGoal } from './places.ts';
import { askedQuestion, changePresentation, forward, isPresentAction, ring, withAlarm } from './present.ts';
import { isPromptAction, openPrompt, openStepPrompt, withPrompt, written } from './prompt.ts';
import { openQuestion } from './question.ts';
import { changeGate, raceAgain, raced } from './race.ts';
import { movePanel, scrollOverlay, scrollPanel, selectLesson } from './scroll.ts';
import { endTyping, listed, searchFor, withoutSearch } from './search.ts';
import { sighted, withLook } from './sights.ts';
import { lessonsRead, progressLoaded, withProgress } from './student.ts';
import { began, heard, isLive, shown } from './track.ts';

/** The next model. Pure: what is to be done outside is said in commands. */
export const update = (model: Model, message: Message): Update =>
  withAlarm(withLook(withProgress(updateLab(model, message))), message);

const updateLab = (model: Model, message: Message): Update => {
  switch (message.type) {
    case 'key': {
      const action = actionOf(model, message.key);
      return action === undefined
        ? only(write(model, characterOf(message.key)))
        : press(model, action, message.areas);
    }
    case 'paste':
      return only(write(model, message.text.replaceAll(/\r\n?/g, '\n')));
    case 'lesson-opened':
      return message.goesOn
        ? openNamed(model, message.lesson, message.choice)
        : openRun(model, message.lesson, message.choice);
    case 'server-progress':
      if (message.attempt !== model.attempts) return only(model);
      if (model.server.status === 'coming')
        return only({ ...model, server: { status: 'coming', progress: message.progress } });
      // Another server comes up for this lesson only: a Redis.
      return only(
        model.run?.phase.kind === 'opening'
          ? withRun(model, { phase: { kind: 'opening', progress: message.progress } })
          : model,
      );
    case 'server-ready': {
      if (message.attempt !== model.attempts) return only(model);
      const recorded = model.mode === 'replay' && { recorded: true as const };
      const ready: Model = { ...model, server: { status: 'ready', about: message.about, ...recorded } };
      return model.run?.phase.kind === 'coming'
        ? {
            model: withRun(ready, { phase: { kind: 'opening' } }),
            commands: [openingOf(model.run)],
          }
        : only(ready);
    }
    case 'server-absent':
      if (message.attempt !== model.attempts) return only(model);
      return only(
        withRun(
          { ...model, server: { status: 'absent', problem: message.problem } },
          { phase: { kind: 'broken', problem: message.problem }, nextWanted: false },
        ),
      );
    case 'lab-changed':
      if (message.run !== model.run?.number) return only(model);
      return only(labChanged(model, model.run, message.lab, message.now));
    case 'action-begun':
      return message.run === model.run?.number
        ? only(withRun(model, { track: began(model.run.track, message.action), begun: true }))
        : only(model);
    case 'action-missed':
      return message.run === model.run?.number
        ? only(withRun(model, { notice: message.reason }))
        : only(model);
    case 'alarm':
      return ring(model, message.alarm, next);
    case 'lessons-read':
      return only(lessonsRead(model, message.lessons));
    case 'progress-loaded':
      return resumeLate(progressLoaded(model, message.progress, message.notice));
    case 'progress-trouble':
      return only(withRun({ ...model, trouble: message.message }, { notice: message.message }));
    case 'run-opened':
    case 'step-taken':
      return message.run === model.run?.number && model.run.phase.kind !== 'broken'
        ? whenReady(
            withRun(withoutVainGoal(model.run.notice === notOver ? withoutNotice(model) : model), {
              phase: { kind: 'ready' },
            }),
          )
        : only(model);
    case 'compared':
      return only(compared(model, message));
    case 'raced':
      return only(raced(model, message));
    case 'seen':
      return only(sighted(model, message.look, message.session, message.sight));
    case 'run-broken':
      // When the server is gone, its own message says more.
      if (message.run !== model.run?.number || model.run.phase.kind === 'broken') return only(model);
      return only(withRun(model, { phase: { kind: 'broken', problem: message.problem }, nextWanted: false }));
  }
};

const actionOf = (model: Model, key: string): Action | undefined => {
  const asked = questionScope(model);
  return (asked && actionFor(asked, key)) ?? actionFor(scopeOf(model), key);
};

/** A question takes some keys before others do. */
const questionScope = (model: Model): KeyScope | undefined => {
  const { run, overlay } = model;
  if (overlay || !run || run.prompt) return undefined;
  if (model.presentation) return askedQuestion(model) && 'ask';
  return openQuestion(run) && 'question';
};

const scopeOf = (model: Model): KeyScope => {
  if (model.doubt) return 'doubt';
  if (model.overlay) return 'overlay';
  if (model.run?.prompt) return 'prompt';
  if (model.mode === 'replay') return 'replay';
  if (model.mode === 'present') return 'present';
  if (!model.run && model.search?.isTyping) return 'search';
  return model.run ? 'run' : 'list';
};

const press = (before: Model, action: Action, areas: Areas): Update => {
  const model = withoutGoal(withoutNotice(before));
  if (isPromptAction(action)) {
    const { run } = model;
    return run?.prompt ? pressInPrompt(model, run, run.prompt, action, whenReady) : only(model);
  }
  if (isPresentAction(action)) {
    const { presentation } = model;
    return only(presentation ? { ...model, presentation: changePresentation(presentation, action) } : model);
  }
  switch (action) {
    case 'statement-a':
      return only(openPrompt(model, 0));
    case 'statement-b':
      return only(openPrompt(model, 1));
    case 'statement':
      return only(openPrompt(model));
    case 'go-to-step':
      return only(openStepPrompt(model));
    case 'end-statement':
      return endNewest(model);
    case 'without-own':
      return withoutOwn(model);
    case 'compare':
      return compare(model);
    case 'race':
      return raceAgain(model);
    case 'race-gate':
      return changeGate(model);
    case 'sees':
    case 'timeline':
    case 'locks':
      return only(showTab(model, action));
    case 'zoom':
      return only(withRun(model, { isZoomed: model.run?.isZoomed !== true }));
    case 'next':
      return forward(model, next);
    case 'choice-up':
      return only(moveChoice(model, -1));
    case 'choice-down':
      return only(moveChoice(model, 1));
    case 'mark':
      return afterAnswer(mark(model));
    case 'answer':
      return afterAnswer(answer(model));
    case 'pass-over':
      return afterAnswer(passOver(model));
    case 'hint':
      return only(giveHint(model));
    case 'questions':
      return only(toggleQuestions(model));
    case 'previous':
      return only(previousPlace(model));
    case 'first-step':
      // Before the first step the lesson is read, and there is nothing to go back to.
      if (model.run && !model.run.begun) return only(scrollPanel(model, model.run, 'first', areas));
      return only(showPlace(model, 0));
    case 'last-step':
      return lastPlace(model, whenReady);
    case 'next-wait':
      return nextWait(model, whenReady);
    case 'restart':
      return restart(model);
    case 'level-1':
      return changeLevel(model, 0);
    case 'level-2':
      return changeLevel(model, 1);
    case 'level-3':
      return changeLevel(model, 2);
    case 'level-4':
      return changeLevel(model, 3);
    case 'variant':
      return changeVariant(model);
    case 'about':
      return only({ ...model, overlay: { kind: 'about', scroll: 0 } });
    case 'open': {
      const lesson = model.catalogue[model.selected];
      return lesson && listed(model).includes(model.selected)
        ? resume(endTyping(model), lesson)
        : only(model);
    }
    case 'search':
      return only(searchFor(model, model.search?.text ?? ''));
    case 'search-erase':
      return only(
        searchFor(
          model,
          Array.from(model.search?.text ?? '')
            .slice(0, -1)
            .join(''),
        ),
      );
    case 'search-clear':
      return only(withoutSearch(model));
    case 'help':
      return only({ ...model, overlay: { kind: 'help', scroll: 0 } });
    case 'close': {
      const { overlay: _, ...rest } = model;
      return only(rest);
    }
    case 'forget':
      return only(doubt(model, model.catalogue[model.selected]));
    case 'forget-all':
      return only(doubt(model));
    case 'yes':
    case 'no':
      return dispel(model, action);
    case 'retry':
      return model.server.status === 'absent' ? reconnect(model) : only(model);
    case 'back':
      return closeRun(model);
    case 'panel':
      return only(movePanel(model, 1));
    case 'panel-back':
      return only(movePanel(model, -1));
    case 'up':
    case 'down':
    case 'page-up':
    case 'page-down':
    case 'first':
    case 'last':
      if (model.overlay) return only(scrollOverlay(model, model.overlay, action, areas));
      if (model.run) return only(scrollPanel(model, model.run, action, areas));
      return only(selectLesson(model, action, areas));
    case 'quit':
      return { model, commands: [{ type: 'leave', how: 'quit' }] };
    case 'interrupt':
      return { model, commands: [{ type: 'leave', how: 'interrupted' }] };
  }
};

const openingOf = ({ number, script, again }: RunModel) =>
  ({ type: 'open-run', run: number, script, again }) as const;

/** Something else in the main panel; when it is there already, the transcripts again. */
const showTab = (model: Model, wanted: Tab): Model => {
  const { run } = model;
  if (run === undefined) return model;
  const tab = run.tab === wanted ? 'transcript' : wanted;
  return withRun(model, { tab, begun: true, focus: 'main', scroll: { ...run.scroll, main: undefined } });
};

/** What is written goes into the prompt, if there is one. */
const write = (before: Model, text: string): Model => {
  if (!before.overlay && !before.run && before.search?.isTyping) {
    return searchFor(before, before.search.text + text);
  }
  const prompt = before.overlay ? undefined : before.run?.prompt;
  return prompt ? withPrompt(withoutNotice(before), written(prompt, text)) : before;
};

/** The character that a key stands for; keys that are none have longer names. */
const characterOf = (key: string): string => {
  if (key === 'space') return ' ';
  return Array.from(key).length === 1 ? key : '';
};

/** What is shown follows the run, unless the user looks back. */
const labChanged = (model: Model, run: RunModel, lab: LabState, now: number): Model => {
  const track = heard(run.track, lab);
  const seen = shown(track);
  const { goal, ...rest } = run;
  return {
    ...model,
    run: {
      ...rest,
      ...(seen && { lab: seen }),
      ...(goal && (lab.finished || !isReached(goal, lab)) && { goal }),
      track,
      heardAt: now,
      // Asked for before the wait was on the screen: the wait wants to be seen first.
      nextWanted: run.nextWanted && !(isTaking(run) && goesAtItsOwnPace(lab)),
    },
  };
};

/** No longer true once the step is over; every other notice stays until the next key. */
const notOver = 'This step is not over: the server has not answered yet.';

/** While a step is being taken, asking for the next one asks once, and not at all once a wait is seen. */
const next = (model: Model): Update => {
  const { run } = model;
  if (run !== undefined && !isLive(run.track)) return only(showPlace(model, run.track.at + 1));
  if (run === undefined || run.phase.kind === 'broken' || run.lab?.finished) return only(model);
  if (isTaking(run) && run.lab && goesAtItsOwnPace(run.lab)) {
    return only(withRun(model, { notice: notOver }));
  }
  return whenReady(withRun(model, { nextWanted: true }));
};

const afterAnswer = ({ model, goesOn }: Answered): Update => (goesOn ? next(model) : only(model));

const whenReady = (model: Model): Update => {
  const { run } = model;
  if (run?.phase.kind === 'ready' && run.queued[0]) return sendQueued(model, run, run.queued[0]);
  if (run === undefined || run.phase.kind !== 'ready' || !(run.nextWanted || isUnderWay(run))) {
    return only(model);
  }
  // A step that was asked for before its question was on the screen waits for the answer.
  if (!isUnderWay(run) && openQuestion(run)) return only(withRun(model, { nextWanted: false }));
  return {
    model: withRun(model, {
      phase: { kind: 'taking' },
      nextWanted: false,
      track: began(run.track, { kind: 'next' }),
      begun: true,
      focus: run.begun ? run.focus : 'guide',
      scroll: { main: undefined, guide: 0, data: run.scroll.data },
    }),
    commands: [{ type: 'take-step', run: run.number }],
  };
};

/** Is there a goal, and has the run not come there yet? */
const isUnderWay = ({ goal, lab }: RunModel): boolean =>
  goal !== undefined && lab !== undefined && !isReached(goal, lab);

const changeLevel = (model: Model, index: number): Update => {
  const { run } = model;
  const level = levels[index];
  if (run === undefined || level === undefined) return only(model);
  if (!run.lesson.levels.includes(level)) {
    return only(withRun(model, { notice: `This lesson does not run at ${level}.` }));
  }
  return openBeside(model, run, { ...run.choice, level });
};

const changeVariant = (model: Model): Update => {
  const { run } = model;
  if (run === undefined) return only(model);
  const { lesson, choice } = run;
  if (lesson.variants.length === 0) return only(withRun(model, { notice: 'This lesson has no variants.' }));
  const following = lesson.variants[lesson.variants.findIndex((one) => one.id === choice.variant) + 1];
  const { variant: _, ...plain } = choice;
  return openBeside(model, run, following ? { ...plain, variant: following.id } : plain);
};

const isTaking = (run: RunModel): boolean => run.phase.kind === 'taking';

const withoutNotice = (model: Model): Model => {
  if (model.run === undefined) return model;
  const { notice: _, ...run } = model.run;
  return { ...model, run };
};

/** A key that is pressed ends what goes on by itself. */
const withoutGoal = (model: Model): Model => {
  if (model.run?.goal === undefined) return model;
  const { goal: _, ...run } = model.run;
  return { ...model, run };
};

const withRun = (model: Model, change: Partial<RunModel>): Model =>
  model.run ? { ...model, run: { ...model.run, ...change } } : model;

const only = (model: Model): Update => ({ model, commands: [] });
