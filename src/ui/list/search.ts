import type { Lesson } from '../../lesson/lesson.ts';
import type { Model } from '../model/model.ts';

/** The lessons that the list shows, as indices into the catalogue: those that have every word searched for. */
export const listed = ({ catalogue, search }: Pick<Model, 'catalogue' | 'search'>): readonly number[] => {
  const words = (search?.text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return catalogue.flatMap((lesson, index) => {
    const text = searchable(lesson);
    return words.every((word) => text.includes(word)) ? [index] : [];
  });
};

const searchable = ({ id, title, topic, summary, anomaly, variants }: Lesson): string =>
  [id, title, topic, summary, anomaly ?? '', ...variants.map((one) => one.title)].join(' ').toLowerCase();

/** Another search; the chosen lesson stays, or becomes the first one that fits. */
export const searchFor = (model: Model, text: string): Model => {
  const searched = { ...model, search: { text, isTyping: true } };
  const indices = listed(searched);
  const selected = indices.includes(model.selected) ? model.selected : (indices[0] ?? model.selected);
  return { ...searched, selected };
};

/** Done with typing: what was found stays in the list. */
export const endTyping = (model: Model): Model =>
  model.search === undefined || model.search.text === ''
    ? withoutSearch(model)
    : { ...model, search: { ...model.search, isTyping: false } };

export const withoutSearch = ({ search: _, ...model }: Model): Model => model;
