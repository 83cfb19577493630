import { only } from '../model/changes.ts';
import type { Areas, Update } from '../model/messages.ts';
import type { Model, Presentation } from '../model/model.ts';
import { pageOverlay } from '../model/talk.ts';
import { openRun } from '../run/open-run.ts';

/** The page that is shown, as Markdown. */
export const pageOf = ({ presentation }: Pick<Model, 'presentation'>): string | undefined => {
  const talk = presentation?.talk;
  return talk?.parts[talk.at]?.page;
};

/** Another lesson of the talk, behind its page; undefined where there is none. */
export const goInTalk = (model: Model, by: 1 | -1): Update | undefined => {
  const { presentation } = model;
  const talk = presentation?.talk;
  return talk && openPart(model, talk.at + by);
};

/** From the last lesson to the first one. */
export const beginTalkAgain = (model: Model): Update | undefined => openPart(model, 0);

const openPart = (model: Model, at: number): Update | undefined => {
  const { presentation } = model;
  const part = presentation?.talk?.parts[at];
  if (presentation?.talk === undefined || part === undefined) return undefined;
  const { notes: _, asked: _asked, written: _written, ...rest } = presentation;
  const turned: Presentation = {
    ...rest,
    talk: { ...presentation.talk, at },
    ...(part.notes && { notes: part.notes }),
  };
  const { overlay: _overlay, ...open } = model;
  return openRun({ ...open, ...pageOverlay(part), presentation: turned }, part.lesson, {});
};

/** Down the page, and from its end to the lesson. */
export const pageOn = (model: Model, { overlay: { max, page } }: Areas): Update => {
  const { overlay, ...rest } = model;
  if (overlay === undefined || overlay.scroll >= max) return only(rest);
  return only({ ...model, overlay: { ...overlay, scroll: Math.min(max, overlay.scroll + page) } });
};
