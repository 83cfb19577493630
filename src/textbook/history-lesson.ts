import { UserError } from '../errors.ts';
import { lessonText } from '../from-sql/lesson-text.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { parseLesson } from '../lesson/parse.ts';
import { maxLessonBytes } from '../lesson/read-lesson.ts';
import type { LessonData } from '../lesson/schema.ts';
import { clip } from '../text/fit.ts';
import { givenName, isAccess, type Operation, transactionName } from './operation.ts';
import { paperOf } from './paper.ts';
import { paperWords } from './paper-words.ts';
import type { Schedule } from './schedule.ts';

/** A history as a lesson, and the same as the data of its file. */
export interface HistoryLesson {
  readonly lesson: Lesson;
  readonly data: LessonData;
}

/** The table of all items. */
export const itemsTable = 'items';

/** A row an item, a session a transaction, a step an operation. @throws UserError when it is too long */
export const historyLesson = (schedule: Schedule): HistoryLesson => {
  const { transactions, items, operations } = schedule;
  const written = historyText(schedule);
  const sessions = new Map(transactions.map(({ number, session }) => [number, session]));
  const data: LessonData = {
    format: 1,
    id: idOf(written),
    title: clip(written, 60),
    topic: 'my lessons',
    summary: `The history ${clip(written, 100)} on a real server.`,
    about: [
      `\`${written}\``,
      '',
      'On paper:',
      '',
      ...paperWords(paperOf(operations)).map((line) => `- ${line}`),
    ].join('\n'),
    setup: [
      `CREATE TABLE ${itemsTable} (item VARCHAR(30) PRIMARY KEY, value BIGINT NOT NULL)`,
      `INSERT INTO ${itemsTable} VALUES ${items.map(({ name, before }) => `('${name}', ${before})`).join(', ')}`,
    ],
    watch: [itemsTable],
    sessions: Object.fromEntries(
      transactions.map(({ number, session }) => [session, transactionName(number)]),
    ),
    steps: operations.map((one) => ({ [sessions.get(one.transaction) ?? '']: sqlOf(one) })),
  };
  const text = lessonText(data);
  if (text.length > maxLessonBytes)
    throw new UserError('This history is longer than a lesson has room for.', {
      next: ['Leave out what the question is not about.'],
    });
  return { data, lesson: parseLesson(text) };
};

/** As isolab writes it, with the values that were given, and the ends that nobody wrote. */
export const historyText = ({ written, added }: Pick<Schedule, 'written' | 'added'>): string =>
  [...written, ...added].map(givenName).join(' ');

const sqlOf = (operation: Operation): string => {
  if (!isAccess(operation)) return { begin: 'BEGIN', commit: 'COMMIT', abort: 'ROLLBACK' }[operation.kind];
  const { item } = operation;
  if (operation.kind === 'write')
    return `UPDATE ${itemsTable} SET value = ${operation.value} WHERE item = '${item}'`;
  return `SELECT item, value FROM ${itemsTable} WHERE item = '${item}'${lockSql[operation.lock ?? 'none']}`;
};

const lockSql = { none: '', share: ' FOR SHARE', update: ' FOR UPDATE' } as const;

/** Each history has a place of its own in somebody's progress. */
const idOf = (written: string): string =>
  `history-${written.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`.slice(0, 80).replaceAll(/-+$/g, '');
