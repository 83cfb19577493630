import type { AskedAgain, Question } from '../engine/events.ts';
import { AnswerTooLarge } from './answer.ts';
import { serverErrno } from './client.ts';
import { impatiently, NotEnded, type Observing, patiently } from './observing.ts';
import { readAsUsual, readNewest } from './table-reader.ts';

/** Where EXPLAIN has the alias. https://dev.mysql.com/doc/refman/9.7/en/explain-output.html */
const aliasColumn = 'table';

/**
 * Asks again what sessions have asked: the answer out of what is committed, and out of the newest. What the observer may
 * not ask, or what cannot be answered, is left out.
 */
export const askAgain = async (
  client: Observing,
  questions: readonly Question[],
): Promise<readonly AskedAgain[]> => {
  const asked: AskedAgain[] = [];
  for (const question of questions) {
    const answer = await askOne(client, question);
    if (answer) asked.push(answer);
  }
  return asked;
};

const askOne = async (client: Observing, { statement, sql }: Question): Promise<AskedAgain | undefined> => {
  try {
    // In its words as a table, whatever the server's own format is; those of the newest come last.
    const answers = await client.described(
      impatiently,
      `EXPLAIN FORMAT=TRADITIONAL ${sql}`,
      sql,
      readNewest,
      sql,
      readAsUsual,
      patiently,
    );
    const [, plan, committed, , newest] = answers;
    if (plan === undefined || committed === undefined || newest === undefined) return undefined;
    const at = plan.columns.indexOf(aliasColumn);
    return {
      statement,
      origins: committed.origins,
      plan: plan.rows.map((row) => row[at] ?? ''),
      committed: committed.rows,
      newest: newest.rows,
    };
  } catch (error) {
    const isAnswer = serverErrno(error) !== undefined;
    if (!isAnswer && !(error instanceof AnswerTooLarge) && !(error instanceof NotEnded)) throw error;
    if (isAnswer) await client.queries([readAsUsual, patiently]);
    return undefined;
  }
};
