/** A file of lessons by its name. Beside them may stand courses, and what is expected of a lesson. */
export const isLessonFile = (name: string): boolean =>
  /\.ya?ml$/.test(name) && !/\.(course|expect)\.ya?ml$/.test(name);
