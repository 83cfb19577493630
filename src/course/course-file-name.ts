/** A word on the command line that names the file of a course. */
export const isCourseFile = (word: string): boolean => /\.course\.ya?ml$/.test(word);
