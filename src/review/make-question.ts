import { type ComparedBy, labOf, runsToCompare } from '../engine/compare/compared-run.ts';
import type { LabEvent, StatementSent } from '../engine/events.ts';
import { reduce } from '../engine/reduce.ts';
import type { LabState } from '../engine/state.ts';
import { UserError, unwrap } from '../errors.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { scriptOf } from '../lesson/script.ts';
import { mayBeOtherwise, whyNotAsked } from './askable.ts';
import { stepsByChance } from './chance.ts';
import { differencesIn, saidIn } from './differences.ts';
import { type Draw, shuffled } from './draw.ts';
import { kindsOf } from './kinds.ts';
import { lessonChoices } from './lesson-choices.ts';
import { otherValues } from './other-values.ts';
import { inOtherValues, whyOf, wordsAt } from './own-words.ts';
import { type Difference, openOf, type Question } from './question.ts';
import { type RanScripts, type ReviewOptions, runScripts } from './run-scripts.ts';
import { otherCells } from './same-cells.ts';
import { cardKey } from './subject.ts';
import { allTables } from './tables.ts';
import type { ToAsk } from './to-ask.ts';

/** Nobody compares more. */
const mostChoices = 4;

export interface MakeOptions extends ReviewOptions {
  readonly draw: Draw;
  /** Whether this may be asked: of each card of a lesson, by its key. */
  readonly isNew: (lesson: Lesson, key: string) => boolean;
}

/**
 * Makes a question by running the lesson at all its levels, or, where there is no difference between them, in all its
 * variants; with other values than its own where that comes to the same kinds of outcomes. A step that comes out alike
 * everywhere is asked about with the lesson's own question. Undefined where there is nothing that could be asked: no
 * difference and no question, or the server may choose.
 *
 * @throws as `startRun`
 */
export const makeQuestion = async (asked: ToAsk, options: MakeOptions): Promise<Question | undefined> => {
  const { lesson } = asked;
  if (whyNotAsked(lesson) !== undefined || mayBeOtherwise(scriptOf(lesson, choiceOf(asked))))
    return undefined;
  let own: RanScripts | undefined;
  for (const by of waysOf(asked)) {
    own = await runAll(lesson, asked, by, options);
    const found = chosenDifference(differencesIn(own, by), asked, options);
    if (found !== undefined) return await asDifference(asked, found, { own, by, ...options });
  }
  return own && ownQuestion(asked, own, options.draw);
};

const asDifference = async (
  asked: ToAsk,
  found: Difference,
  { own, by, ...options }: MakeOptions & { readonly own: RanScripts; readonly by: ComparedBy },
): Promise<Question | undefined> => {
  const other = await withOtherValues(asked, by, { own, ...options });
  const same = other && sameIn(differencesIn(other.ran, by), found);
  const question = same && questionOf(asked, same, { ...other, ...options });
  return question ?? questionOf(asked, found, { ran: own, ...options });
};

const choiceOf = ({ level, variant }: ToAsk) => ({ level, ...(variant !== undefined && { variant }) });

const waysOf = ({ lesson }: ToAsk): readonly ComparedBy[] => [
  'level',
  ...(lesson.variants.length > 0 ? ['variant' as const] : []),
];

const runAll = (lesson: Lesson, asked: ToAsk, by: ComparedBy, options: ReviewOptions): Promise<RanScripts> =>
  runScripts(runsToCompare(lesson, scriptOf(lesson, choiceOf(asked)), by), options);

const chosenDifference = (
  all: readonly Difference[],
  asked: ToAsk,
  { draw, isNew }: MakeOptions,
): Difference | undefined => {
  if (asked.subject !== undefined) {
    const key = cardKey(asked, asked.subject);
    return all.find(({ subject }) => cardKey(asked, subject) === key);
  }
  const left = all.filter(({ subject }) => isNew(asked.lesson, cardKey(asked, subject)));
  const steps = left.filter(({ subject }) => subject.kind === 'step');
  // There is more to a step than to the end, which follows from them.
  const drawn = steps.length > 0 && draw(3) > 0 ? steps : left;
  return drawn[draw(drawn.length)];
};

const sameIn = (all: readonly Difference[], { subject }: Difference): Difference | undefined =>
  all.find((one) => JSON.stringify(one.subject) === JSON.stringify(subject));

interface Other {
  readonly ran: RanScripts;
  readonly told: ReadonlyMap<string, string>;
}

/** A run with them that fails, or comes to something of another kind at some step, is not the lesson. */
const withOtherValues = async (
  asked: ToAsk,
  by: ComparedBy,
  { own, ...options }: MakeOptions & { readonly own: RanScripts },
): Promise<Other | undefined> => {
  const other = otherValues(asked.lesson, options.draw);
  if (other === undefined) return undefined;
  try {
    const ran = await runAll(other.lesson, asked, by, options);
    const [kinds, otherKinds] = [own, ran].map(({ runs }) => runs.map((run) => kindsIn(labOf(run))));
    if (JSON.stringify(kinds) !== JSON.stringify(otherKinds)) return undefined;
    const [first, then] = [labIn(own), labIn(ran)];
    return { ran, told: new Map([...other.told, ...(first && then ? otherCells(first, then) : [])]) };
  } catch (thrown) {
    if (options.signal.aborted || !(unwrap(thrown).error instanceof UserError)) throw thrown;
    return undefined;
  }
};

const kindsIn = (lab: LabState | undefined): string => (lab ? kindsOf(lab) : '');

const labIn = ({ runs }: RanScripts): LabState | undefined => {
  const open = openOf(runs);
  return open && labOf(open);
};

const questionOf = (
  asked: ToAsk,
  { subject, choices: [right, ...wrong], said, isAboutWaiting }: Difference,
  { ran, told, draw }: { readonly ran: RanScripts; readonly told?: Other['told']; readonly draw: Draw },
): Question | undefined => {
  const moment = momentOf(ran.events, subject.kind === 'step' ? subject.step : undefined);
  const lab = labIn(ran);
  if (right === undefined || moment === undefined || lab === undefined) return undefined;
  const choices = shuffled([right, ...shuffled(wrong, draw).slice(0, mostChoices - 1)], draw);
  const lessonWords = subject.kind === 'step' ? wordsAt(lab, subject.step, told) : undefined;
  const says = lab.script.invariant?.says;
  const promise = says !== undefined && told ? inOtherValues(says, told, lab) : says;
  if (subject.kind === 'promise' && promise === undefined) return undefined;
  return {
    asked,
    subject,
    key: cardKey(asked, subject),
    ...moment,
    isAboutWaiting,
    choices,
    right: choices.indexOf(right),
    said,
    ...(lessonWords && { lesson: lessonWords }),
    ran: lab,
    ...(promise !== undefined && { promise }),
    hasOtherValues: told !== undefined,
  };
};

/** In the words of the lesson, where it asks at this step and offers something to choose. */
const ownQuestion = (asked: ToAsk, ran: RanScripts, draw: Draw): Question | undefined => {
  const { subject } = asked;
  const lab = labIn(ran);
  if (subject?.kind !== 'step' || lab === undefined) return undefined;
  const offered = lessonChoices(lab, subject.step, {
    said: (step) => saidIn(ran.runs, step),
    byChance: stepsByChance(ran.events),
  });
  const question = offered && questionOf(asked, { subject, ...offered }, { ran, draw });
  if (question === undefined || offered === undefined) return undefined;
  const { lesson: _, ...rest } = question;
  const why = offered.because ?? whyOf(lab, subject.step);
  return { ...rest, asks: offered.asks, ...(why !== undefined && { why }) };
};

/** The run right before a step is sent, or before its end. */
const momentOf = (
  events: readonly LabEvent[],
  step: number | undefined,
): Pick<Question, 'begins' | 'before' | 'sent'> | undefined => {
  const at = events.findIndex((one) => (step === undefined ? one.type === 'run-finished' : isOf(one, step)));
  const event = events[at];
  const before = events.slice(0, at).reduce<LabState | undefined>(reduce, undefined);
  const [first] = events;
  if (event === undefined || before === undefined || first === undefined) return undefined;
  return {
    begins: allTables(reduce(undefined, first).observation),
    before,
    ...(event.type === 'statement-sent' && { sent: event }),
  };
};

const isOf = (event: LabEvent, step: number): event is LabEvent & StatementSent =>
  event.type === 'statement-sent' && event.by === 'script' && event.step === step;
