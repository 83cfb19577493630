import { listed } from '../list/search.ts';
import type { Areas } from '../model/messages.ts';
import type { Model, Overlay } from '../model/model.ts';
import type { Panel, RunModel } from '../model/run.ts';

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

const moved = (from: number, action: ScrollAction, { max, page }: Areas['list']): number => {
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
