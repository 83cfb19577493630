import type { Lesson } from '../../lesson/lesson.ts';
import type { Notes } from '../present/notes.ts';

/** A course before a class: its lessons, one after the other. */
export interface Talk {
  readonly parts: readonly TalkPart[];
  /** The lesson that is open, or comes behind the page that is. */
  readonly at: number;
}

export interface TalkPart {
  readonly lesson: Lesson;
  /** A page that is shown first, as Markdown. */
  readonly page?: string;
  readonly notes?: Notes;
}

export const comingPart = (talk: Talk | undefined): TalkPart | undefined => talk?.parts[talk.at + 1];

/** What is shown before this lesson. */
export const pageOverlay = (part: TalkPart | undefined) =>
  part?.page === undefined ? {} : { overlay: { kind: 'page', scroll: 0 } as const };
