import { isMap, parseDocument } from 'yaml';
import { UserError } from '../errors.ts';
import { told } from '../printable.ts';

/**
 * The file of answers with another choice, as it is called, for a question; everything else in it stays, also what its author has
 * noted there.
 *
 * @throws UserError when it is no YAML, or has something else than answers there.
 */
export const withChoice = (text: string, file: string, question: string, choice: string | number): string => {
  const document = parseDocument(text);
  const isReadable = document.errors.length === 0 && isMap(document.contents);
  const answers = isReadable ? document.get('answers') : undefined;
  if (!isReadable || (answers != null && !isMap(answers))) {
    throw new UserError(told`${file} cannot be read, so your answer was not written into it.`, {
      next: ['Mend it in your editor, or move it away: a new one is written.'],
    });
  }
  if (isMap(answers)) answers.set(question, choice);
  else document.set('answers', document.createNode({ [question]: choice }));
  const after = document.toString({ lineWidth: 0 });
  return text.includes('\r\n') ? after.replace(/\r?\n/g, '\r\n') : after;
};
