import { fewestSwitches, judgeNever } from '../../exercise/judge-break.ts';
import type { JudgeOptions } from '../../exercise/judge-fix.ts';
import { failureWords } from '../../failure-words.ts';
import type { Judging } from '../model/breaking.ts';
import type { BreakJudgedMessage, Command } from '../model/messages.ts';
import { type Aside, jobs } from './asides.ts';

/** Runs an exercise in every order, and tells how far that is and what it comes to. */
export const judgeBreakAside = async (
  { run, lesson, about: { kind, level } }: Extract<Command, { type: 'judge-break' }>,
  aside: Aside,
): Promise<void> => {
  const told = (news: BreakJudgedMessage['news']) => {
    if (!aside.signal.aborted) aside.tell({ type: 'break-judged', run, news });
  };
  if (kind === 'fewest') {
    await judged(
      aside,
      (options) => fewestSwitches(lesson, level, options),
      (judging) => told({ about: 'fewest', judging }),
    );
    return;
  }
  await judged(
    aside,
    async (options) => {
      const { isSo, exploration } = await judgeNever(lesson, level, options);
      return { isSo, of: exploration.of };
    },
    (judging) => told({ about: 'never', level, judging }),
  );
};

const judged = async <T>(
  { server, clock, signal: stop }: Aside,
  work: (options: JudgeOptions) => Promise<T>,
  told: (judging: Judging<T>) => void,
): Promise<void> => {
  if (server === undefined) return told({ kind: 'failed', message: 'There is no server.' });
  let ran = 0;
  const onRun = () => told({ kind: 'under-way', ran: ++ran });
  try {
    told({ kind: 'done', result: await work({ server, clock, jobs, stop, onRun }) });
  } catch (error) {
    told({ kind: 'failed', message: failureWords(error).message });
  }
};
