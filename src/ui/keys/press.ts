import { levels } from '../../lesson/level.ts';
import {
  editAnswer,
  leaveFixing,
  moreFixingHint,
  moveInFixing,
  openShown,
  writeAnswer,
} from '../fix/fixing.ts';
import { chooseAnswer, moveQuestion, openQuestionNext, scrollReading, zoomReading } from '../fix/reading.ts';
import { openNext } from '../list/course.ts';
import { dispel, doubt } from '../list/doubt.ts';
import { leaveMap, moveInMap, openWitness, showMap } from '../list/map.ts';
import { endTyping, listed, searchFor, withoutSearch } from '../list/search.ts';
import { only, withoutGoal, withoutNotice, withRun } from '../model/changes.ts';
import type { Areas, Update } from '../model/messages.ts';
import { hasHelp, type Model, type Overlay } from '../model/model.ts';
import type { RunModel, Tab } from '../model/run.ts';
import { changePresentation, forward, isPresentAction, paused } from '../present/present.ts';
import { goInTalk, pageOn } from '../present/talk.ts';
import {
  answerReview,
  leaveReview,
  nextQuestion,
  openAsked,
  openReview,
  retryReview,
  scrollReview,
} from '../review/reviewing.ts';
import {
  type Answered,
  answer,
  choose,
  mark,
  moveChoice,
  passOver,
  stepAside,
  toggleQuestions,
  withTyped,
} from '../run/answer.ts';
import { nextDifference, openBeside, previousDifference } from '../run/beside.ts';
import {
  asksLevel,
  isLetting,
  letByLetter,
  letGo,
  moreHint,
  refusedWhileBreaking,
  sayNever,
  withoutWanted,
} from '../run/breaking.ts';
import { moveColumn, moveCompared } from '../run/compared-cells.ts';
import { compare } from '../run/comparison.ts';
import { asideEndPage, goOnAtEnd, isAlone, isAtEnd } from '../run/end-page.ts';
import { giveHint } from '../run/hint.ts';
import { nextVariant } from '../run/next-variant.ts';
import { openCompared } from '../run/open-compared.ts';
import { closeRun, reconnect, restart, resume } from '../run/open-run.ts';
import {
  leaveOrders,
  moveOrder,
  openOrder,
  ordersAtLevel,
  ordersInVariant,
  showOrders,
} from '../run/orders.ts';
import { endNewest, pressInPrompt, withoutOwn } from '../run/own-statements.ts';
import { lastPlace, nextWait, previousPlace, showPlace } from '../run/places.ts';
import { keepsPanels, readsPast, showsAnswer } from '../run/question.ts';
import { changeGate, raceAgain, raceAll } from '../run/race.ts';
import { save } from '../run/save.ts';
import { next, whenReady } from '../run/step-on.ts';
import { isLive } from '../run/track.ts';
import { askWhoseTurn, giveTurn, moveTurn, turnByLetter, withoutTurn } from '../run/turn.ts';
import { typedInto } from '../run/typed-answer.ts';
import { edited, isEditAction } from './editor.ts';
import type { Action } from './keys.ts';
import { isPromptAction, openPrompt, openStepPrompt, withPrompt, written as writtenInto } from './prompt.ts';
import { typesAnswer } from './scope.ts';
import {
  isUnreadQuestion,
  movePanel,
  readOn,
  scrollOverlay,
  scrollPanel,
  selectLesson,
  unreadOf,
} from './scroll.ts';

/** What an action does. `areas` are the sizes of the panels that scroll. */
export const press = (before: Model, action: Action, areas: Areas): Update => {
  // A key that is pressed ends what goes on by itself.
  const model = withoutGoal(withoutNotice(before));
  if (isPromptAction(action)) {
    const { run } = model;
    if (isEditAction(action) && typesAnswer(model))
      return only(withTyped(model, (one) => edited(one, action)));
    return run?.prompt ? pressInPrompt(model, run, run.prompt, action, whenReady) : only(model);
  }
  if (isPresentAction(action)) {
    const { presentation } = model;
    return only(presentation ? { ...model, presentation: changePresentation(presentation, action) } : model);
  }
  const refusal = model.run && model.overlay === undefined && refusedWhileBreaking(model.run, action);
  if (refusal) return only(withRun(model, { notice: refusal }));
  switch (action) {
    case 'let-a':
    case 'let-b':
    case 'let-c':
      return model.run ? letByLetter(model, model.run, action.slice(-1)) : only(model);
    case 'take-back':
      return only(previousPlace(withoutWanted(model)));
    case 'more-hint':
      if (model.run?.breaking) return only(moreHint(model, model.run.breaking));
      return only(model.fixing ? moreFixingHint(model, model.fixing) : model);
    case 'edit-answer':
      return model.fixing ? editAnswer(model, model.fixing) : only(model);
    case 'write-answer':
      return model.fixing ? writeAnswer(model, model.fixing) : only(model);
    case 'open-shown':
      return model.fixing ? openShown(model, model.fixing) : only(model);
    case 'leave-fixing':
      return leaveFixing(model);
    case 'statement-a':
      return only(openPrompt(asideEndPage(model), 0));
    case 'statement-b':
      return only(openPrompt(asideEndPage(model), 1));
    case 'statement':
      return only(openPrompt(asideEndPage(model)));
    case 'go-to-step':
      return only(openStepPrompt(model));
    case 'end-statement':
      return endNewest(model);
    case 'save':
      return save(model);
    case 'orders':
      return showOrders(paused(model));
    case 'order-before':
      return only(moveOrder(model, 'before', areas.overlay.perRow ?? 1));
    case 'order-after':
      return only(moveOrder(model, 'after', areas.overlay.perRow ?? 1));
    case 'order-other':
      return only(moveOrder(model, 'other', areas.overlay.perRow ?? 1));
    case 'open-order':
      return openOrder(model);
    case 'leave-orders':
      return leaveOrders(model);
    case 'map':
      return showMap(model);
    case 'open-witness':
      return openWitness(model);
    case 'leave-map':
      return leaveMap(model);
    case 'next-lesson':
      return goInTalk(model, 1) ?? only(model);
    case 'previous-lesson':
      return goInTalk(model, -1) ?? only(model);
    case 'page-on':
      return pageOn(model, areas);
    case 'open-next':
      return openNext(model);
    case 'review':
      return openReview(model);
    case 'turn':
      return only(askWhoseTurn(paused(model)));
    case 'turn-before':
      return only(moveTurn(model, -1));
    case 'turn-after':
      return only(moveTurn(model, 1));
    case 'give-turn':
      return model.run?.turn ? giveTurn(model, model.run.turn.session) : only(model);
    case 'leave-turn':
      return only(withoutTurn(model));
    case 'without-own':
      return withoutOwn(model);
    case 'compare':
      return elsewhere(model, compare);
    case 'column-before':
      return only(moveColumn(model, -1));
    case 'column-after':
      return only(moveColumn(model, 1));
    case 'open-compared':
      return openCompared(model);
    case 'race':
      return elsewhere(model, raceAgain);
    case 'race-all':
      return raceAll(model);
    case 'race-gate':
      return changeGate(model);
    case 'versions':
    case 'timeline':
    case 'locks':
      return only(showTab(model, action));
    case 'zoom':
      if (model.run) return only(zoom(model, model.run));
      return only(model.fixing ? zoomReading(model, model.fixing, areas) : model);
    case 'read-on':
      return model.run && unreadOf(model.run, areas) > 0
        ? only(withRun(model, readOn(model.run, areas)))
        : press(model, 'next', areas);
    case 'next':
      if (model.mode !== 'present' && model.run && isAtEnd(model.run) && !readsPast(model.run))
        return goOnAtEnd(model, model.run, areas);
      return (
        (model.run && isLetting(model.run) && isLive(model.run.track) && !model.run.lab?.finished
          ? letGo(model, model.run)
          : undefined) ?? forward(model, next)
      );
    case 'next-place':
      if (model.run === undefined) return only(model);
      return isAtEnd(model.run) && !readsPast(model.run)
        ? only(withRun(model, { notice: 'This is the end.' }))
        : nextDifference(model, model.run, next, whenReady);
    case 'previous-difference':
      return only(model.run ? previousDifference(model, model.run) : model);
    case 'choice-up':
      return only(moveChoice(model, -1));
    case 'choice-down':
      return only(moveChoice(model, 1));
    case 'mark':
      return model.run && isUnreadQuestion(model.run, areas)
        ? only(withRun(model, readOn(model.run, areas)))
        : afterAnswer(mark(model));
    case 'choice-1':
    case 'choice-2':
    case 'choice-3':
    case 'choice-4':
    case 'choice-5':
    case 'choice-6':
    case 'choice-7':
    case 'choice-8':
    case 'choice-9':
      if (model.run === undefined && model.fixing) return chooseAnswer(model, model.fixing, action.slice(-1));
      return model.reviewing
        ? answerReview(model, model.reviewing, Number(action.slice(-1)) - 1)
        : only(choose(model, Number(action.slice(-1))));
    case 'letter-a':
    case 'letter-b':
    case 'letter-c':
    case 'letter-d':
    case 'letter-e':
    case 'letter-f':
      return model.fixing ? chooseAnswer(model, model.fixing, action.slice(-1)) : only(model);
    case 'question-before':
      return only(model.fixing ? moveQuestion(model, model.fixing, -1) : model);
    case 'question-after':
      return only(model.fixing ? moveQuestion(model, model.fixing, 1) : model);
    case 'unknown-answer':
      return model.reviewing ? answerReview(model, model.reviewing, undefined) : only(model);
    case 'next-question':
      if (model.fixing && !model.run) return only(openQuestionNext(model, model.fixing));
      return model.reviewing ? nextQuestion(model, model.reviewing) : only(model);
    case 'open-asked':
      return model.reviewing ? openAsked(model, model.reviewing) : only(model);
    case 'leave-review':
      return leaveReview(model);
    case 'answer':
      return afterAnswer(answer(model));
    case 'guess':
      return afterAnswer(answer(model, true));
    case 'step-aside':
      return only(stepAside(model));
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
      return model.overlay?.kind === 'orders' ? ordersInVariant(model) : changeVariant(model);
    case 'about':
    case 'sources':
      return only({ ...model, overlay: { kind: action, scroll: 0 } });
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
    case 'glossary': {
      const isThere = model.overlay?.kind === action;
      return only(isThere ? closed(model) : { ...model, overlay: overlayFor(action, model) });
    }
    case 'close':
      return only(closed(model));
    case 'forget':
      return only(doubt(model, model.catalogue[model.selected]));
    case 'forget-all':
      return only(doubt(model));
    case 'yes':
    case 'no':
      return dispel(model, action);
    case 'retry':
      if (model.reviewing && !model.run) return retryReview(model, model.reviewing);
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
      if (model.overlay?.kind === 'orders' && isOrderMove(action))
        return only(moveOrder(model, orderMoves[action], areas.overlay.perRow ?? 1));
      if (model.overlay?.kind === 'compare') return only(moveCompared(model, action, areas.overlay));
      if (model.overlay)
        return only(moveInMap(model, action) ?? scrollOverlay(model, model.overlay, action, areas));
      if (model.run) return only(scrollPanel(model, model.run, action, areas));
      if (model.reviewing) return only(scrollReview(model, model.reviewing, action, areas));
      if (model.fixing?.asks.kind === 'read') return only(scrollReading(model, model.fixing, action, areas));
      if (model.fixing) return only(moveInFixing(model, model.fixing, action, areas));
      return only(selectLesson(model, action, areas));
    case 'quit':
      return { model, commands: [{ type: 'leave', how: 'quit' }] };
    case 'suspend':
      return { model, commands: [{ type: 'suspend' }] };
    case 'interrupt':
      return { model, commands: [{ type: 'leave', how: 'interrupted' }] };
  }
};

/** Over a screen of its own it gives that back in the end, also when one was opened from the other. */
const overlayFor = (kind: 'help' | 'glossary', { overlay }: Model): Overlay => {
  const behind = overlay && hasHelp(overlay.kind) ? overlay.kind : overlay?.behind;
  return { kind, scroll: 0, ...(behind && { behind }) };
};

const closed = ({ overlay, ...rest }: Model): Model =>
  overlay?.behind ? { ...rest, overlay: { kind: overlay.behind, scroll: 0 } } : rest;

/** From the help of a screen to another one: what goes on for the first one ends. */
const elsewhere = (model: Model, go: (model: Model) => Update): Update => {
  const behind = model.overlay?.behind;
  const leave = { map: leaveMap, orders: leaveOrders, compare: only, race: only };
  if (behind === undefined || model.run === undefined) return go(model);
  const left = leave[behind](model);
  const gone = go(left.model);
  return { model: gone.model, commands: [...left.commands, ...gone.commands] };
};

/** A panel that would come alone only later does not come at all. */
const zoom = (model: Model, run: RunModel): Model =>
  keepsPanels(run)
    ? withRun(model, {
        notice:
          run.phase.kind === 'broken'
            ? 'What went wrong stays on the screen: no panel comes alone.'
            : 'A question, and what came of it, stays on the screen: no panel comes alone.',
      })
    : withRun(model, { isZoomed: !isAlone(run) });

/** Something else in the main panel, which has the keys meanwhile; when it is there already, the transcripts again. */
const showTab = (model: Model, wanted: Tab): Model => {
  const { run } = model;
  if (run === undefined) return model;
  const tab = run.tab === wanted ? 'transcript' : wanted;
  const { focusBefore, ...rest } = run;
  const looks = tab !== 'transcript';
  const before = run.tab === 'transcript' ? run.focus : focusBefore;
  return {
    ...model,
    run: {
      ...rest,
      tab,
      begun: true,
      focus: looks ? 'main' : (focusBefore ?? 'guide'),
      ...(looks && before !== undefined && { focusBefore: before }),
      scroll: { ...run.scroll, main: undefined },
    },
  };
};

/** What is written names a session where it is asked whose turn it is; otherwise it goes into what is open for it. */
export const write = (model: Model, text: string): Update =>
  model.run?.turn && !model.overlay ? turnByLetter(withoutNotice(model), text) : only(written(model, text));

/** Into the prompt, if there is one. */
const written = (before: Model, text: string): Model => {
  if (!before.overlay && !before.run && before.search?.isTyping) {
    return searchFor(before, before.search.text + text);
  }
  if (typesAnswer(before)) return withTyped(withoutNotice(before), (one) => typedInto(one, text));
  const prompt = before.overlay ? undefined : before.run?.prompt;
  return prompt ? withPrompt(withoutNotice(before), writtenInto(prompt, text)) : before;
};

const afterAnswer = ({ model, goesOn }: Answered): Update => (goesOn ? next(model) : only(model));

/** Other than a page at a time, which scrolls what an order came to. */
const orderMoves = { up: 'row-before', down: 'row-after', first: 'first', last: 'last' } as const;

const isOrderMove = (action: Action): action is keyof typeof orderMoves => Object.hasOwn(orderMoves, action);

const changeLevel = (model: Model, index: number): Update => {
  if (model.overlay?.kind === 'orders') return ordersAtLevel(model, index);
  const { run } = model;
  const level = levels[index];
  if (run === undefined || level === undefined) return only(model);
  if (run.breaking) return levelWhileBreaking(model, run, index);
  if (model.mode === 'lab' && showsAnswer(run)) {
    return only(withRun(model, { notice: 'Numbers do nothing on this page: Space goes on.' }));
  }
  if (!run.lesson.levels.includes(level)) {
    return only(withRun(model, { notice: `This lesson does not run at ${level}.` }));
  }
  // What it came to before would be held against itself.
  if (model.mode === 'lab' && level === run.script.level)
    return only(withRun(model, { notice: `It is at ${level} already: r begins again.` }));
  return openBeside(model, run, { ...run.choice, level });
};

/** Here the numbers answer a question, once it is asked. */
const levelWhileBreaking = (model: Model, run: RunModel, index: number): Update => {
  if (asksLevel(run)) return sayNever(model, run, index);
  const notice = run.breaking?.isSolved
    ? `The exercise is at ${run.script.level}; o shows every order, at other levels, too.`
    : `The exercise is at ${run.script.level}. Levels are asked about once it is broken.`;
  return only(withRun(model, { notice }));
};

const changeVariant = (model: Model): Update => {
  const { run } = model;
  if (run === undefined) return only(model);
  if (run.lesson.variants.length === 0)
    return only(withRun(model, { notice: 'This lesson has no variants.' }));
  return nextVariant(model, run);
};
