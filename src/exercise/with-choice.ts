import { isMap, isScalar, parseDocument } from 'yaml';
import { UserError } from '../errors.ts';
import { told } from '../printable.ts';

/**
 * The file of answers with another choice, as it is called, for a question; everything else in it stays as it is meant, with its
 * comments; only the layout may change.
 *
 * @throws UserError when it is no YAML, or has something else than answers, or an anchor, there.
 */
export const withChoice = (text: string, file: string, question: string, choice: string | number): string => {
  const document = parseDocument(text);
  const isReadable = document.errors.length === 0 && isMap(document.contents);
  const answers = isReadable ? document.get('answers') : undefined;
  // What has a name would change wherever that is used.
  const isNamed = isMap(answers) && isAnchored(answers.get(question, true));
  if (!isReadable || isNamed || (answers != null && !isMap(answers))) {
    throw new UserError(told`${file} cannot be changed here, so your answer is not in it.`, {
      next: ['Mend it in your editor, or move it away: a new one is written.'],
    });
  }
  if (isMap(answers)) answers.set(question, choice);
  else document.set('answers', document.createNode({ [question]: choice }));
  const after = document.toString({ lineWidth: 0 });
  return text.includes('\r\n') ? after.replace(/\r?\n/g, '\r\n') : after;
};

const isAnchored = (node: unknown): boolean => isScalar(node) && node.anchor !== undefined;
