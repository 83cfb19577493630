/** A way through lessons, as its file says it. Read-only data. */
export interface Course {
  readonly title: string;
  /** Markdown; empty, where the file has none. */
  readonly about: string;
  readonly topics: readonly Topic[];
}

export interface Topic {
  readonly id: string;
  readonly title: string;
  /** Markdown, a sentence or two; empty, where the file has none. */
  readonly about: string;
  /** The ids of the topics that one should know before. */
  readonly needs: readonly string[];
  /** Its lessons: in a course that is loaded by their ids, in its file also by their files. */
  readonly lessons: readonly string[];
}

export const topicOf = ({ topics }: Course, lesson: string): Topic | undefined =>
  topics.find(({ lessons }) => lessons.includes(lesson));

/** The topics that this one needs, in the order of its file. */
export const neededBy = ({ topics }: Course, { needs }: Topic): readonly Topic[] =>
  needs.flatMap((id) => topics.find((one) => one.id === id) ?? []);
