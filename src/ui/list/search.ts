import type { Lesson } from '../../lesson/lesson.ts';
import type { Model } from '../model/model.ts';

/**
 * The lessons that the list shows, as indices into the catalogue: those that have every word searched for, what bears it in
 * its name before what only speaks of it.
 */
export const listed = ({ catalogue, search }: Pick<Model, 'catalogue' | 'search'>): readonly number[] => {
  const words = (search?.text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const ranks = catalogue.map((lesson) => rankOf(lesson, words));
  return [...catalogue.keys()]
    .filter((index) => ranks[index] !== undefined)
    .toSorted((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0));
};

/** How far from the lesson's name the words are that are farthest; undefined where one is missing. */
const rankOf = (lesson: Lesson, words: readonly string[]): number | undefined => {
  const texts = searchable(lesson).map((text) => text.toLowerCase());
  const places = words.map((word) => texts.findIndex((text) => text.includes(word)));
  return places.includes(-1) ? undefined : Math.max(0, ...places);
};

/** From the name on. */
const searchable = ({ id, title, topic, summary, anomaly, variants }: Lesson): readonly string[] => [
  `${id} ${title}`,
  `${anomaly ?? ''} ${topic}`,
  [summary, ...variants.map((one) => one.title)].join(' '),
];

/** Another search, which stands on what fits best; without a word nothing fits better. */
export const searchFor = (model: Model, text: string): Model => {
  const searched = { ...model, search: { text, isTyping: true } };
  const best = text.trim() === '' ? undefined : listed(searched)[0];
  return { ...searched, selected: best ?? model.selected };
};

/** Done with typing: what was found stays in the list. */
export const endTyping = (model: Model): Model =>
  model.search === undefined || model.search.text === ''
    ? withoutSearch(model)
    : { ...model, search: { ...model.search, isTyping: false } };

export const withoutSearch = ({ search: _, ...model }: Model): Model => model;
