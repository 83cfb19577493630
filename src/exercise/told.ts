import type { JudgedOrder } from '../explore/exploration.ts';

/** Whether a program has told its user that it was done; one without answers has. */
export const isServed = (one: JudgedOrder, session: string): boolean => {
  const last = lastAnswer(one, session);
  const status = /^(\d{3}) /.exec(last?.answer ?? '')?.[1];
  // A branch may also be a way to success, for instance 200 with what is there already.
  return status === undefined ? last?.rejected !== true : Number(status) < firstRefusal;
};

const firstRefusal = 400;

/** What a user was told, between quotes. */
export const answerOf = (one: JudgedOrder, session: string): string => {
  const last = lastAnswer(one, session);
  return last ? `“${last.answer}”` : 'nothing';
};

const lastAnswer = ({ end }: JudgedOrder, session: string) => {
  const own = end.answers.filter((one) => one.session === session);
  return own.find(({ rejected }) => rejected) ?? own.at(-1);
};
