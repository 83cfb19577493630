import type { BuildContext } from '../lesson/build-context.ts';
import { nearMiss } from '../lesson/near-miss.ts';
import type { Path } from '../lesson/yaml-source.ts';
import type { Course, Topic } from './course.ts';
import { isLessonWord } from './lesson-word.ts';
import type { CourseData } from './schema.ts';

/**
 * The course that data of the right shape stands for; `known` are the ids of the lessons that come with isolab. What is
 * wrong between its parts is reported to the context; then the course must not be used.
 */
export const buildCourse = (data: CourseData, context: BuildContext, known: readonly string[]): Course => {
  const topics = data.topics.map(
    ({ id, title, about = '', needs = [], lessons }): Topic => ({ id, title, about, needs, lessons }),
  );
  checkNames(topics, context);
  checkNeeds(topics, context);
  checkLessons(topics, context, known);
  return { title: data.course, about: data.about ?? '', topics };
};

const checkNames = (topics: readonly Topic[], context: BuildContext): void => {
  for (const [index, topic] of topics.entries()) {
    for (const key of ['id', 'title'] as const) {
      const first = topics.findIndex((one) => one[key] === topic[key]);
      if (first < index) context.report(['topics', index, key], `topic ${first + 1} has this ${key} already`);
    }
  }
};

const checkNeeds = (topics: readonly Topic[], context: BuildContext): void => {
  const ids = [...new Set(topics.map(({ id }) => id))];
  for (const [index, { id, needs }] of topics.entries()) {
    for (const [place, need] of needs.entries()) {
      const path = ['topics', index, 'needs', place];
      if (!ids.includes(need)) {
        const near = nearMiss(need, ids);
        const hint = near === undefined ? '' : `; did you mean \`${near}\`?`;
        context.report(path, `there is no topic \`${need}\`${hint}`, ids.join(', '));
      } else if (needs.indexOf(need) < place) context.report(path, `\`${need}\` stands here twice`);
      else {
        const way = wayTo(id, need, topics);
        // Said once for a circle: where its first topic needs the next one.
        if (way !== undefined && ids.indexOf(id) <= Math.min(...way.map((one) => ids.indexOf(one))))
          context.report(path, circleWords([id, ...way]));
      }
    }
  }
};

/** The topics that lead from one to the other by what they need, both of them included. */
const wayTo = (
  to: string,
  from: string,
  topics: readonly Topic[],
  seen: ReadonlySet<string> = new Set(),
): readonly string[] | undefined => {
  if (from === to) return [to];
  const needs = seen.has(from) ? [] : (topics.find(({ id }) => id === from)?.needs ?? []);
  for (const need of needs) {
    const way = wayTo(to, need, topics, new Set([...seen, from]));
    if (way !== undefined) return [from, ...way];
  }
  return undefined;
};

const circleWords = ([first = '', ...others]: readonly string[]): string =>
  others.length === 1
    ? `\`${first}\` needs itself`
    : `\`${first}\` needs ${others.map((one) => `\`${one}\``).join(', which needs ')}: nobody could begin`;

const checkLessons = (topics: readonly Topic[], context: BuildContext, known: readonly string[]): void => {
  const places = new Map<string, string>();
  for (const [index, { title, lessons }] of topics.entries()) {
    for (const [place, word] of lessons.entries()) {
      const path: Path = ['topics', index, 'lessons', place];
      const before = places.get(word);
      if (before !== undefined) context.report(path, `\`${word}\` is in “${before}” already`);
      else if (isLessonWord(word) && !known.includes(word)) {
        const near = nearMiss(word, known);
        context.report(
          path,
          `no lesson of isolab is called \`${word}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}`,
          'the id of a lesson that isolab list shows, or a file such as `./mine.yaml`',
        );
      }
      places.set(word, before ?? title);
    }
  }
};
