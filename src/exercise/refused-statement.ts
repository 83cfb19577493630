import type { JudgedOrder } from '../explore/exploration.ts';
import type { StepError } from '../explore/order.ts';
import type { Script } from '../lesson/script.ts';
import type { Check, Ran } from './checks.ts';
import { isOneByOne } from './one-by-one.ts';
import { unanswered } from './unanswered.ts';

/**
 * A statement that the server does not take, whoever else is there. Then the program is not the one that its author meant, so
 * nothing else is said of it: whatever is violated, or holds, comes from that.
 */
export const refusedStatement = ({ lesson, exploration }: Ran): Check | undefined => {
  const { script, orders } = exploration;
  // Who is alone at first comes before the others: nobody else can be the reason there.
  const found = [...orders.filter(isOneByOne), ...orders]
    .map((order) => ({ order, error: wordsOnly(order) ?? ofTheFirst(order, script) }))
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

/** Nobody else has begun, and so nobody else is the reason of it. */
const ofTheFirst = (order: JudgedOrder, script: Script): StepError | undefined => {
  const error = isOneByOne(order) ? unanswered(order, script) : undefined;
  return error?.session === order.order[0] ? error : undefined;
};

const wordsOnly = ({ end }: JudgedOrder): StepError | undefined =>
  end.errors.find(({ symbol }) => ofWords.has(symbol));

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
