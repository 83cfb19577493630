import { scrollPanel } from '../keys/scroll.ts';
import { only, withRun } from '../model/changes.ts';
import type { Areas, Update } from '../model/messages.ts';
import type { Mode, Model } from '../model/model.ts';
import type { RunModel } from '../model/run.ts';
import { openRun, resume } from './open-run.ts';
import { pastOf } from './past.ts';
import { readsPast } from './question.ts';
import { type Proposal, sittingOf } from './sitting.ts';
import { isLive } from './track.ts';

/**
 * Where the end of a run comes on the screen, what is said of it is a page of its own; where one goes back from it, all
 * panels are there again. Before a class the screen has one form.
 */
export const withEndPage = (mode: Mode, before: RunModel, after: RunModel): RunModel => {
  const isOver = after.lab?.finished !== undefined;
  if (isOver === (before.lab?.finished !== undefined)) return after;
  const isHere = isOver && (mode === 'present' || before.goal !== undefined) && answersNothing(after);
  const { isOffered: _, ...run } = isHere ? { ...after, turnedAt: after.track.at } : after;
  if (mode === 'present') return run;
  return isOver
    ? {
        ...run,
        isZoomed: 'page',
        focus: 'guide',
        scroll: { ...run.scroll, guide: 0 },
      }
    : { ...run, isZoomed: false };
};

/** What came of an answer is read before the end, also where the end is what was asked for, or hides nothing. */
const answersNothing = (run: RunModel): boolean =>
  run.lab !== undefined && pastOf(run.lab, run).reveals.length === 0;

/** Is the run over, and is that what is on the screen? */
export const isAtEnd = ({ lab, track }: RunModel): boolean => lab?.finished !== undefined && isLive(track);

export const isOnEndPage = (run: RunModel): boolean =>
  isAtEnd(run) && !readsPast(run) && isAlone(run) && run.focus === 'guide';

/** Has the panel that the keys act on the whole screen? */
export const isAlone = ({ isZoomed, focus }: RunModel): boolean =>
  isZoomed === 'page' ? focus === 'guide' : isZoomed === true;

/** What comes of a statement of one's own is in the transcripts. */
export const asideEndPage = (model: Model): Model =>
  model.run && isOnEndPage(model.run) ? withRun(model, { focus: 'main' }) : model;

/**
 * Space at the end: the page, then down to its end, and only then what it proposes. Whoever presses it once too often has
 * not left the lesson.
 */
export const goOnAtEnd = (model: Model, run: RunModel, areas: Areas): Update => {
  if (!isOnEndPage(run)) {
    const scroll = { ...run.scroll, guide: 0 };
    return only(withRun(model, { isZoomed: 'page', focus: 'guide', scroll, isOffered: false }));
  }
  const { max } = areas.guide;
  if (run.isOffered && run.scroll.guide >= max) {
    const proposal = sittingOf(model)?.proposal;
    const notice = run.breaking?.isSolved === false ? notSolvedYet : 'This is the end.';
    return proposal ? takeUp(model, run, proposal) : only(withRun(model, { notice }));
  }
  const paged = scrollPanel(model, run, 'page-down', areas);
  return only(withRun(paged, { isOffered: (paged.run?.scroll.guide ?? 0) >= max }));
};

const notSolvedYet = 'This is the end of this order. ← takes moves back, r begins anew.';

const takeUp = (model: Model, run: RunModel, proposal: Proposal): Update =>
  proposal.kind === 'place' ? openRun(model, run.lesson, proposal.choice) : resume(model, proposal.lesson);
