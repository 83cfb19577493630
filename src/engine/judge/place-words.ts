import type { Script } from '../../lesson/script.ts';
import { flatSql } from '../words/statement-words.ts';
import type { Finding } from './finding.ts';

/** `step 3, B: SELECT …`, or `the end`; the line of the lesson beside it, where it has one. */
export const placeWords = (
  place: Finding['place'],
  script: Script | undefined,
): { readonly where: string; readonly line?: number } => {
  if (place === 'orders') return { where: 'every order' };
  if (place === 'happened') return { where: 'what happened' };
  if (typeof place !== 'number') return { where: `the ${place}` };
  const step = script?.steps[place];
  if (step === undefined) return { where: `step ${place + 1}` };
  return { where: `step ${place + 1}, ${step.session}: ${flatSql(step.sql)}`, line: step.line };
};

/** With the line behind it; a long statement is cut. */
export const placeText = (
  place: Finding['place'],
  script: Script,
  most = Number.POSITIVE_INFINITY,
): string => {
  const { where, line } = placeWords(place, script);
  const text = where.length > most ? `${where.slice(0, most - 1)}…` : where;
  return line === undefined ? text : `${text} (line ${line})`;
};
