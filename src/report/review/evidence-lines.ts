import { isSaid } from '../../engine/claim.ts';
import type { LabState, StatementEntry } from '../../engine/state.ts';
import { waitEnd } from '../../engine/wait-end.ts';
import { happenedWords } from '../../engine/words/happened-words.ts';
import { waitEndWords } from '../../engine/words/wait-words.ts';
import { printable } from '../../printable.ts';
import type { Question } from '../../review/question.ts';
import { allTables } from '../../review/tables.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import { rowWords } from './row-words.ts';
import { tablesLines } from './so-far-lines.ts';
import { spoken } from './spoken.ts';

/** What the server did, and what the run has shown of why: nothing that the lesson says. */
export const evidenceLines = (question: Question, width: number): readonly string[] => {
  const { subject, said, ran } = question;
  return [
    ...said.flatMap((line, at) => hanging(at === 0 ? 'The server: ' : '            ', spoken(line), width)),
    ...(subject.kind === 'step' ? stepLines(ran, subject.step, width) : []),
    ...(subject.kind === 'promise' ? promiseLines(ran, width) : []),
  ];
};

const stepLines = (ran: LabState, step: number, width: number): readonly string[] => {
  const entry = ran.timeline.find(
    (one): one is StatementEntry => one.kind === 'statement' && one.by === 'script' && one.step === step,
  );
  if (entry === undefined) return [];
  const end = waitEnd(entry, ran);
  return [
    ...(end ? [`The wait was over: ${waitEndWords(end, entry)}.`] : []),
    ...(entry.seen ?? []).filter(isSaid).map(({ says }) => says),
  ].flatMap((line) => wrapped(printable(line), width));
};

const promiseLines = (ran: LabState, width: number): readonly string[] => {
  const { violations } = ran.finished ?? {};
  if (violations === undefined) return [];
  const words =
    violations.rows.length > 0
      ? `What breaks it: ${rowWords(violations)}`
      : 'The server finds nothing that breaks it.';
  return [
    ...wrapped(words, width),
    'At the end:',
    ...tablesLines(allTables(ran.observation), width),
    ...(happenedWords(ran)?.anomalies ?? []).flatMap(({ title, says }) =>
      wrapped(printable(`${title}: ${says}`), width),
    ),
  ];
};
