import { shownLesson } from '../../exercise/shown-lesson.ts';
import { moved, type ScrollAction } from '../keys/scroll.ts';
import { only, withRun } from '../model/changes.ts';
import { type Fixing, shownChecks } from '../model/fixing.ts';
import type { AnswerMessage, Areas, Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import { inOrder, openRun } from '../run/open-run.ts';
import { readJudged } from './reading.ts';

const withFixing = (model: Model, change: Partial<Fixing>): Model =>
  model.fixing ? { ...model, fixing: { ...model.fixing, ...change } } : model;

/** News of the file of the answer. */
export const answerNews = (model: Model, message: AnswerMessage): Update => {
  const { fixing } = model;
  if (fixing === undefined || fixing.number !== message.fixing) return only(model);
  switch (message.type) {
    case 'answer-placed':
      return watched(withFixing(model, { answer: message.answer }));
    case 'answer-refused':
      return only(withFixing(model, { problem: message.problem }));
    case 'answer-noticed':
      return only({ ...model, notice: message.notice });
    case 'answer-judging':
      return only(withFixing(model, { ran: message.ran }));
    case 'answer-judged': {
      const { judged } = message;
      if (fixing.asks.kind === 'read') return only(readJudged(model, fixing, judged));
      const { ran: _, scroll: __, ...rest } = fixing;
      const isSolved = fixing.isSolved || (judged.kind === 'judged' && judged.verdict.isSolved);
      return only({ ...model, fixing: { ...rest, judged, isSolved, cursor: 0 } });
    }
  }
};

/** What the file holds is judged now and after every save, as soon as there is a server; what is to be read is there before. */
export const watched = (model: Model): Update => {
  const { fixing, server } = model;
  const isSeen = fixing?.answer?.isThere || fixing?.asks.kind === 'read';
  return fixing?.answer && isSeen && server.status === 'ready'
    ? { model, commands: [{ type: 'watch-answer', fixing: fixing.number }] }
    : only(model);
};

/** One hint more. */
export const moreFixingHint = (model: Model, { exercise, hints, asks }: Fixing): Model => {
  const given = Math.min(exercise.hints.length, hints + 1);
  // It is below the verdict on a fix, and beside the question of a reading.
  const shows = asks.kind === 'fix' ? { scroll: Number.POSITIVE_INFINITY } : { isZoomed: false };
  const more = withFixing(model, { hints: given, ...shows });
  return given === hints ? { ...more, notice: 'There is no other hint.' } : more;
};

export const writeAnswer = (model: Model, { number, answer }: Fixing): Update => {
  if (answer === undefined) return only(model);
  if (answer.isThere)
    return only({ ...model, notice: 'It is there already, and is taken as it is; every save is judged.' });
  return { model, commands: [{ type: 'write-answer', fixing: number }] };
};

/** In the user's editor, which has the terminal meanwhile; a file that is not there yet is written first. */
export const editAnswer = (model: Model, { number, answer }: Fixing): Update => {
  if (answer === undefined) return only(model);
  if (answer.editor !== undefined) return { model, commands: [{ type: 'edit-answer', fixing: number }] };
  const notice = answer.isThere
    ? 'VISUAL and EDITOR name no editor: change the file in one of your own, beside this.'
    : 'VISUAL and EDITOR name no editor: w writes the file; change it in one of your own, beside this.';
  return only({ ...model, notice });
};

/** The order of the check in hand, to step through; Esc comes back. */
export const openShown = (model: Model, fixing: Fixing): Update => {
  const check = shownChecks(fixing)[fixing.cursor];
  const shows = check?.shows;
  if (shows === undefined) return only({ ...model, notice: 'There is no order to step through.' });
  const { order } = shows.order;
  const opened = inOrder(openRun(model, shownLesson(shows), {}), order);
  const notice = `Space takes the next step of ${order}; Esc comes back to the exercise.`;
  return {
    ...opened,
    model: withRun(opened.model, { begun: true, shows: `${check?.says} ${check?.seen}`, notice }),
  };
};

/** Up and down go from one check with an order to the next, where there are several; a page at a time scrolls. */
export const moveInFixing = (model: Model, fixing: Fixing, action: ScrollAction, areas: Areas): Model => {
  const { from = 0 } = areas.overlay;
  const last = shownChecks(fixing).length - 1;
  if (last > 0 && (action === 'up' || action === 'down')) {
    const cursor = Math.max(0, Math.min(last, fixing.cursor + (action === 'up' ? -1 : 1)));
    const { scroll: _, ...rest } = fixing;
    return { ...model, fixing: { ...rest, cursor } };
  }
  return withFixing(model, { scroll: moved(fixing.scroll ?? from, action, areas.overlay) });
};

/** Back to the list; nobody watches the file any more. */
export const leaveFixing = (model: Model): Update => {
  const { fixing, ...rest } = model;
  return fixing ? { model: rest, commands: [{ type: 'close-answer' }] } : only(model);
};
