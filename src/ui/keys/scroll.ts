import { listed } from '../list/search.ts';
import type { Areas } from '../model/messages.ts';
import type { Model, Overlay } from '../model/model.ts';
import type { Panel, RunModel } from '../model/run.ts';
import { openQuestion, readsPast } from '../run/question.ts';
import { isLive } from '../run/track.ts';

export type ScrollAction = 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last';

const panels: readonly Panel[] = ['main', 'guide', 'data'];

export const movePanel = (model: Model, by: 1 | -1): Model => {
  if (model.run === undefined) return model;
  const at = (panels.indexOf(model.run.focus) + by + panels.length) % panels.length;
  return { ...model, run: { ...model.run, focus: panels[at] ?? 'main' } };
};

export const scrollPanel = (model: Model, run: RunModel, action: ScrollAction, areas: Areas): Model => {
  const { focus } = run;
  const { max, from } = areas[focus];
  const follows = focus === 'main' && run.begun && (run.tab === 'transcript' || run.tab === 'timeline');
  const to = moved(run.scroll[focus] ?? from ?? 0, action, areas[focus]);
  // At its end, a transcript follows what happens.
  const scroll = { ...run.scroll, [focus]: follows && to >= max ? Number.POSITIVE_INFINITY : to };
  return { ...model, run: { ...run, scroll } };
};

export const scrollOverlay = (model: Model, overlay: Overlay, action: ScrollAction, areas: Areas): Model => ({
  ...model,
  overlay: { ...overlay, scroll: moved(overlay.scroll, action, areas.overlay) },
});

export const selectLesson = (model: Model, action: ScrollAction, areas: Areas): Model => {
  const indices = listed(model);
  const at = moved(indices.indexOf(model.selected), action, {
    max: indices.length - 1,
    page: areas.list.page,
  });
  return { ...model, selected: indices[at] ?? model.selected };
};

/** What is to be read next: before the first step the lesson; then what came, as far as it is below the screen, and what is said of it. */
const readPanel = (run: RunModel, areas: Areas): 'main' | 'guide' =>
  !run.begun || (followsEnd(run) && belowIn(run, areas, 'main') > 0) ? 'main' : 'guide';

const followsEnd = ({ begun, tab, scroll }: RunModel): boolean =>
  begun && scroll.main === undefined && (tab === 'transcript' || tab === 'timeline');

const belowIn = ({ scroll }: RunModel, areas: Areas, panel: 'main' | 'guide'): number =>
  Math.max(0, areas[panel].max - (scroll[panel] ?? areas[panel].from ?? 0));

/** How many lines of what is to be read are below the screen. */
export const unreadOf = (run: RunModel, areas: Areas): number => {
  const isCurrent = run.phase.kind !== 'broken' && isLive(run.track);
  // At the end its page says itself what Space does.
  const isEnd = run.lab?.finished !== undefined && !readsPast(run);
  // The task is always there to be read; what is done is to let somebody go, once what came of the last one is read.
  const isRead = run.breaking !== undefined && run.begun && readPanel(run, areas) !== 'main';
  if (!isCurrent || isEnd || isRead || openQuestion(run)) return 0;
  return belowIn(run, areas, readPanel(run, areas));
};

/** Nothing is chosen yet, and there is more of the question below the screen, or of what belongs to it. */
export const isUnreadQuestion = (run: RunModel, areas: Areas): boolean => {
  const question = openQuestion(run);
  return question !== undefined && question.cursor === undefined && belowIn(run, areas, 'guide') > 0;
};

/** Whether that is among what came, above what is said of it. */
export const readsAbove = (run: RunModel, areas: Areas): boolean => readPanel(run, areas) === 'main';

/** A page further in what is to be read; of what came, to its end. */
export const readOn = (run: RunModel, areas: Areas): RunModel => {
  const panel = openQuestion(run) ? 'guide' : readPanel(run, areas);
  if (run.begun && panel === 'main') {
    return { ...run, scroll: { ...run.scroll, main: Number.POSITIVE_INFINITY } };
  }
  const to = moved(run.scroll[panel] ?? 0, 'page-down', areas[panel]);
  return { ...run, scroll: { ...run.scroll, [panel]: to } };
};

/** Lines above what is seen, after that key. */
export const moved = (from: number, action: ScrollAction, { max, page }: Areas['list']): number => {
  const at = Math.min(from, max);
  const to = {
    up: at - 1,
    down: at + 1,
    'page-up': at - Math.max(1, page - 1),
    'page-down': at + Math.max(1, page - 1),
    first: 0,
    last: max,
  }[action];
  return Math.max(0, Math.min(max, to));
};
