import type { Script } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { counted, inShort } from '../../text/amounts.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import { evidenceLines } from '../evidence-lines.ts';
import type { Paint } from '../paint.ts';
import { boundWords, enumerated, many, switchIs } from './amounts.ts';
import { type ExploredLesson, mainAndBeside, type Seen, seenIn } from './explored.ts';

/** What was explored, how much of it there is, and what an interleaving is. */
export const headLines = (explored: ExploredLesson, width: number, paint: Paint): readonly string[] => {
  const { lesson, requests, cases, server, isOwn, isStopped, isSparing, jobs } = explored;
  const { main } = mainAndBeside(cases);
  const seen = seenIn(main);
  const variant = main[0]?.script.variant;
  const whole = requests === undefined ? '' : `, ${counted(requests, 'whole request')} of its application`;
  const what = `${isOwn ? 'Your SQL' : lesson.id} in every order${whole}${variant ? ` · variant ${variant.id}: ${variant.title}` : ''}`;
  const promise = main[0]?.script.invariant?.says;
  return [
    ...wrapped(paint.strong(printable(lesson.title)), width),
    ...wrapped(printable(what), width),
    ...evidenceLines({ server }, width, paint),
    ...(isSparing
      ? wrapped(paint.faint(`${jobs} at a time: the server is not one of isolab's own (--jobs).`), width)
      : []),
    ...(isStopped ? ['', ...stoppedLines(explored, width, paint)] : []),
    '',
    ...interleavingLines(seen, width),
    ...wrapped(
      printable(
        promise === undefined
          ? `${isOwn ? 'No promise was given (--promise)' : 'The lesson promises nothing'}: it is only told whether an order comes to the same as whole transactions, one after the other.`
          : `The promise: ${promise}`,
      ),
      width,
    ),
  ];
};

/** Of a case in which no run was over nothing else is told. */
const stoppedLines = ({ cases }: ExploredLesson, width: number, paint: Paint): readonly string[] => {
  const over = seenIn(cases).filter(({ exploration }) => exploration.isWhole).length;
  const begun = cases.flatMap(({ script, result }) =>
    result && 'outcomes' in result && result.runs === 0
      ? [`${caseWords(script)}: 0 of ${many(result.of, 'interleaving')}, no run was over.`]
      : [],
  );
  return [
    ...wrapped(
      paint.strong(
        `Stopped before it was over: ${over} of ${counted(cases.length, 'case')} whole. What follows is what is known so far.`,
      ),
      width,
    ),
    ...begun.flatMap((words) => hanging('  ', printable(`Begun: ${words}`), width)),
  ];
};

/** "70 interleavings of 4 + 4 steps, … 30 to 70 runs stand for all of them." */
const interleavingLines = (seen: readonly Seen[], width: number): readonly string[] => {
  const [first] = seen;
  if (first === undefined) return [];
  const { script, exploration } = first;
  const names = script.sessions.map(({ name }) => name);
  const lengths = names.map((name) => script.steps.filter(({ session }) => session === name).length);
  const steps = script.steps.length === 1 ? 'step' : 'steps';
  const interleavings = `${many(exploration.of, 'interleaving')} of ${lengths.join(' + ')} ${steps}`;
  const ways =
    exploration.of === 1n
      ? 'there is one order only'
      : `the ways in which the steps of ${enumerated(names)} can follow each other`;
  return wrapped(`${interleavings}: ${ways}. ${runsWords(seen)}`.trimEnd(), width);
};

const runsWords = (seen: readonly Seen[]): string => {
  if (seen.some(({ exploration }) => !exploration.isWhole)) return '';
  if (seen.every(({ exploration: { runs, of } }) => BigInt(runs) === of)) return 'Each was run.';
  const runs = seen.map(({ exploration }) => exploration.runs);
  const [least, most] = [Math.min(...runs), Math.max(...runs)];
  const stand = `stand${most === 1 ? 's' : ''} for all of them`;
  const told =
    least === most
      ? `${many(least, 'run')} ${stand}`
      : `${inShort(BigInt(least))} to ${many(most, 'run')} ${stand}, depending on the level`;
  return `${told}: where a step stands that nobody else can notice makes no difference, and a session that waits takes its turn once it is free.`;
};

/** Where not everything was run, how far it went. */
export const boundLines = (seen: readonly Seen[], width: number, paint: Paint): readonly string[] => {
  const told = seen.flatMap(({ script, exploration }) => {
    const words = boundWords(exploration);
    return words === undefined ? [] : [{ level: script.level, words }];
  });
  const lines = [...Map.groupBy(told, ({ words }) => words)].flatMap(([words, alike]) =>
    wrapped(paint.waiting(`Tried at ${alike.map(({ level }) => level).join(', ')}: ${words}.`), width),
  );
  return lines.length === 0
    ? []
    : [...lines, ...wrapped(paint.faint('Counts are out of those that were tried.'), width)];
};

/** What a switch is, where there can be one. */
export const switchLines = (seen: readonly Seen[], width: number, paint: Paint): readonly string[] =>
  seen.some(({ script }) => script.sessions.length > 1) ? wrapped(paint.faint(switchIs), width) : [];

/** Cases that failed as a whole, and why: said once where it is the same. */
export const failedLines = (
  cases: ExploredLesson['cases'],
  width: number,
  paint: Paint,
): readonly string[] => {
  const failed = cases.flatMap(({ script, result }) =>
    result && 'failed' in result ? [{ where: caseWords(script), why: result.failed }] : [],
  );
  return [...Map.groupBy(failed, ({ why }) => why)].flatMap(([why, alike]) =>
    wrapped(paint.bad(printable(`✗ ${alike.map(({ where }) => where).join('; ')}: ${why}`)), width),
  );
};

/** "READ COMMITTED, unique-index" */
export const caseWords = ({ level, variant }: Pick<Script, 'level' | 'variant'>): string =>
  variant === undefined ? level : `${level}, ${variant.id}`;
