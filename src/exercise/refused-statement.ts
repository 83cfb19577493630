import { isOfConcurrency } from '../engine/outcome.ts';
import type { JudgedOrder } from '../explore/exploration.ts';
import type { StepError } from '../explore/order.ts';
import type { Script } from '../lesson/script.ts';
import type { Check, Ran } from './checks.ts';
import { isOneByOne } from './one-by-one.ts';
import { unanswered } from './unanswered.ts';

/**
 * A statement that the server does not take, whoever else is there and whatever is in the tables. Then the program is not the
 * one that its author meant, so nothing else is said of it: whatever is violated, or holds, comes from that.
 */
export const refusedStatement = ({ lesson, exploration }: Ran): Check | undefined => {
  const { script, orders } = exploration;
  // Who is alone at first comes before the others: nobody else can be the reason there.
  const found = [...orders.filter(isOneByOne), ...orders]
    .map((order) => ({ order, error: refusedIn(order, script) }))
    .find(({ error }) => error !== undefined);
  if (found?.error === undefined) return undefined;
  const { order, error } = found;
  const { session, place, errno, symbol, message } = error;
  const step = script.steps[place];
  // In the student's file a request's step has no session behind its name.
  const name = lesson.handler ? step?.name?.replace(new RegExp(`_${session}$`, 'i'), '') : step?.name;
  return {
    kind: 'statements',
    verdict: 'fails',
    says: 'The server takes every statement.',
    seen: `Step ${name ?? place + 1} is refused with ${errno} (${symbol}): ${message}. It is: ${oneLine(step?.sql ?? '')}`,
    shows: { lesson, script, order },
  };
};

const oneLine = (sql: string): string => sql.replace(/\s+/g, ' ').trim();

/** An error that the program does not answer, and that is a matter of the statement: of its words, or it comes to who is alone. */
const refusedIn = (order: JudgedOrder, script: Script): StepError | undefined => {
  const error = unanswered(order, script);
  if (error === undefined || ofWords.has(error.symbol)) return error;
  // Who goes first is alone: nobody else is the reason of it.
  const isAlone = isOneByOne(order) && error.session === order.order[0];
  return isAlone && !ofRows.has(error.symbol) && !isOfConcurrency(error) ? error : undefined;
};

/** What a statement's own words are the reason of. https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html */
const ofWords: ReadonlySet<string> = new Set([
  'ER_PARSE_ERROR',
  'ER_BAD_FIELD_ERROR',
  'ER_NO_SUCH_TABLE',
  'ER_UNKNOWN_TABLE',
  'ER_NON_UNIQ_ERROR',
  'ER_WRONG_VALUE_COUNT_ON_ROW',
  'ER_FUNC_INEXISTENT_NAME_COLLISION',
]);

/** What the rows are the reason of: the statement is as it should be, and a program has to answer that. */
const ofRows: ReadonlySet<string> = new Set([
  'ER_DUP_ENTRY',
  'ER_NO_REFERENCED_ROW_2',
  'ER_ROW_IS_REFERENCED_2',
  'ER_CHECK_CONSTRAINT_VIOLATED',
  'ER_SIGNAL_EXCEPTION',
  'ER_DATA_OUT_OF_RANGE',
  'ER_WARN_DATA_OUT_OF_RANGE',
]);
