import type { Lesson } from '../lesson/lesson.ts';
import type { Level } from '../lesson/level.ts';
import { placeKey } from '../progress/progress.ts';

/** What a question is about: what a step comes to, what is stored in a table at the end, or what becomes of the promise. */
export type Subject =
  /** By its place in the script, as answers to a lesson's own questions are kept. */
  | { readonly kind: 'step'; readonly step: number }
  | { readonly kind: 'table'; readonly table: string }
  | { readonly kind: 'promise' };

/** Where in a lesson. */
export interface Place {
  readonly level: Level;
  readonly variant?: string;
}

export const cardKey = ({ level, variant }: Place, subject: Subject): string =>
  `${placeKey(level, variant)}#${subjectKey(subject)}`;

const subjectKey = (subject: Subject): string => {
  switch (subject.kind) {
    case 'step':
      return String(subject.step);
    case 'table':
      return `table ${subject.table}`;
    case 'promise':
      return 'promise';
  }
};

/** What a key says, where the lesson has such a place: it may be another one by now. */
export const placeOfKey = (lesson: Lesson, key: string): Place | undefined => {
  const level = lesson.levels.find((one) => key === one || key.startsWith(`${one}/`));
  if (level === undefined) return undefined;
  if (key === level) return { level };
  const variant = key.slice(level.length + 1);
  return lesson.variants.some(({ id }) => id === variant) ? { level, variant } : undefined;
};

export const readCardKey = (
  lesson: Lesson,
  key: string,
): { readonly place: Place; readonly subject: Subject } | undefined => {
  const [, before = '', after = ''] = /^([^#]*)#(.*)$/s.exec(key) ?? [];
  const place = placeOfKey(lesson, before);
  const subject = readSubject(after);
  return place && subject && { place, subject };
};

const readSubject = (text: string): Subject | undefined => {
  if (/^\d+$/.test(text)) return { kind: 'step', step: Number(text) };
  if (text === 'promise') return { kind: 'promise' };
  const table = /^table (.+)$/s.exec(text)?.[1];
  return table === undefined ? undefined : { kind: 'table', table };
};
