import type { OwnStatement } from '../../engine/run/retrace.ts';
import { flatSql } from '../../engine/words/statement-words.ts';

/** What was written and could not be sent: it is among what was typed. */
export const unsentWords = (unsent: readonly OwnStatement[]): string =>
  `Not sent, ↑ in the prompt has it: ${unsent.map(({ sql }) => flatSql(sql)).join('; ')}`;
