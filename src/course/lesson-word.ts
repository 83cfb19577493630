/** A lesson that comes with isolab, by its id; what has a slash or ends in .yaml is a file. */
export const isLessonWord = (word: string): boolean => !/[/\\]|\.ya?ml$/.test(word);
