import type { Areas } from '../model/messages.ts';

/** A screen as it is drawn: every row exactly as wide as the terminal, and how far its areas scroll. */
export interface Screen {
  readonly rows: readonly string[];
  readonly areas: Areas;
}

export const noAreas: Areas = {
  main: { max: 0, page: 1 },
  guide: { max: 0, page: 1 },
  data: { max: 0, page: 1 },
  overlay: { max: 0, page: 1 },
  list: { max: 0, page: 1 },
};
