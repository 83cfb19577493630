import type { LabState } from '../../engine/state.ts';
import { setsLevel } from '../../lesson/statement-kind.ts';
import { printable } from '../../printable.ts';
import type { Question } from '../../review/question.ts';
import { counted } from '../../text/amounts.ts';

/**
 * At which levels a question is asked. The run's is that of a session only as long as this has none of its own: the lesson
 * may give it one, and it may set one; by what the server told of it, and by its statements where nobody looked.
 */

/** "At READ COMMITTED.", and where a session has another level, who. */
export const levelsWords = ({ before }: Question): string => {
  const { sessions } = before.script;
  const levels = new Set(sessions.map(({ level }) => level));
  const [only = before.script.level] = levels;
  const isSet = sessions.some(({ name }) => hasSet(before, name));
  if (levels.size < 2) return isSet ? `The sessions begin at ${only}` : `At ${only}`;
  const each = sessions.map(({ name, level }) => `${name} ${isSet ? 'begins ' : ''}at ${level}`);
  return isSet ? andAll(each) : `With ${andAll(each)}`;
};

/** ", at READ COMMITTED", where that is surely the level of who is asked about; of everybody, where that is nobody. */
export const atWords = ({ before, sent }: Question): string => {
  const { sessions } = before.script;
  const asked = sent === undefined ? sessions : sessions.filter(({ name }) => name === sent.session);
  const levels = new Set(asked.map(({ level }) => level));
  const [only] = levels;
  if (only === undefined || levels.size > 1) return '';
  return asked.some(({ name }) => hasSet(before, name)) ? '' : `, at ${only}`;
};

const hasSet = ({ script, sessions, timeline }: LabState, name: string): boolean => {
  const own = script.sessions.find((one) => one.name === name)?.level;
  const { transaction, level } = sessions.find((one) => one.name === name) ?? {};
  const now = transaction ?? level;
  return (
    (now !== undefined && now !== own) ||
    timeline.some((one) => one.kind === 'statement' && one.session === name && setsLevel(one.sql))
  );
};

/** Of a variant without whether it mends anything: that would be an answer. */
export const variantWords = (title: string): string =>
  printable(
    title
      .replace(/^[^:]*\b(?:fix|mistake|bug|wrong|fails)\b[^:]*: */i, '')
      .replace(/^./u, (first) => first.toUpperCase()),
  );

/** Where else it happens: at levels, or in variants. */
export const whereWords = (question: Question, where: readonly string[]): string => {
  const { lesson } = question.asked;
  if (where.every((one) => lesson.levels.some((level) => level === one)))
    return `${followersWords(question)}at ${andAll(where)}`;
  const names = where.map((one) =>
    lesson.variants.some(({ title }) => title === one) ? `in “${printable(one)}”` : 'in the lesson as it is',
  );
  const more = names.length - mostVariants;
  return more > 0
    ? `${names.slice(0, mostVariants).join(', ')} and in ${counted(more, 'more variant')}`
    : andAll(names);
};

const mostVariants = 2;

/** Another level of the run is not that of everybody. */
const followersWords = (question: Question): string => {
  const { before, asked } = question;
  const { sessions } = before.script;
  const followers = sessions.filter(({ name }) =>
    asked.lesson.sessions.some((one) => one.name === name && one.level === undefined),
  );
  const names = followers.map(({ name }) => name);
  if (sessions.some(({ name }) => hasSet(before, name)))
    return followers.length === sessions.length ? 'where the sessions begin ' : `where ${begin(names)} `;
  if (followers.length === sessions.length || names.length === 0) return '';
  return `with ${andAll(names)} `;
};

const begin = (names: readonly string[]): string =>
  `${andAll(names)} ${names.length === 1 ? 'begins' : 'begin'}`;

const andAll = (names: readonly string[]): string =>
  [names.slice(0, -1).join(', '), names.at(-1)].filter((part) => part !== '').join(' and ');
