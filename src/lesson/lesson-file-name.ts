/** A file of lessons by its name. Beside them may stand courses, and what is expected of a lesson. */
export const isLessonFile = (name: string): boolean =>
  /\.ya?ml$/.test(name) && !/\.(course|expect)\.ya?ml$/.test(name);

/** Does the file hold what is expected of a lesson, and not a lesson? */
export const isExpectFile = (name: string): boolean => /\.expect\.ya?ml$/.test(name);

/** The file beside a lesson that may hold what is expected of it: lost-update.expect.yaml. */
export const expectFileOf = (file: string): string =>
  /\.ya?ml$/.test(file) ? file.replace(/\.ya?ml$/, '.expect$&') : `${file}.expect.yaml`;

export const lessonFileOf = (expectFile: string): string => expectFile.replace(/\.expect(?=\.ya?ml$)/, '');
