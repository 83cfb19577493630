import type { Breaking } from '../model/breaking.ts';
import { type Fixing, readingOf, shownChecks } from '../model/fixing.ts';
import type { Reviewing } from '../model/reviewing.ts';
import type { RunModel } from '../model/run.ts';
import type { ServerModel } from '../model/server.ts';
import { asksLevel, isLetting, needsHint } from '../run/breaking.ts';
import { isOffScript } from '../run/off-script.ts';
import { keepsPanels, openQuestion, showsAnswer } from '../run/question.ts';
import { questionAhead } from '../run/question-ahead.ts';
import type { Action } from './keys.ts';

/** Actions that have nothing to do now: no footer offers their keys. */
export type Idle = readonly Action[];

export const idleInRun = (run: RunModel): Idle => [
  ...when(run.breaking !== undefined && !run.breaking.isSolved, 'orders', 'race', 'map'),
  ...when(run.breaking !== undefined && (!needsHint(run) || isOutOfHints(run.breaking)), 'more-hint'),
  ...when(
    run.breaking !== undefined,
    'statement-a',
    'statement-b',
    'statement',
    'end-statement',
    'compare',
    'without-own',
    'variant',
  ),
  ...when(run.breaking !== undefined && !asksLevel(run), 'level-1', 'level-2', 'level-3', 'level-4'),
  ...when(isLetting(run) && run.lab?.finished !== undefined, 'let-a', 'let-b', 'let-c'),
  // What Space does at the end stands above.
  ...when(run.breaking !== undefined && run.lab?.finished !== undefined, 'read-on', 'next'),
  ...when(run.lesson.variants.length === 0, 'variant', 'race-all'),
  ...when(run.lesson.levels.length === 1 || showsAnswer(run), 'level-1', 'level-2', 'level-3', 'level-4'),
  ...when(!isOffScript(run.lab) && run.order === undefined, 'without-own'),
  ...when(keepsPanels(run), 'zoom'),
  // A choice is answered by Enter; only rows are marked.
  ...when(openQuestion(run)?.prediction.kind === 'choices', 'mark'),
  ...when(questionAhead(run) !== undefined, 'compare', 'orders', 'race'),
];

const isOutOfHints = ({ exercise, hints }: Breaking): boolean => hints >= exercise.hints.length;

/** Where all is seen there is nothing to scroll. */
export const idleScrolling = (max: number): Idle => when(max === 0, 'up', 'down', 'page-up', 'page-down');

/** Where nothing is to be stepped through, nothing is chosen. */
export const idleInFixing = (fixing: Fixing, server: ServerModel, max: number): Idle => [
  ...when(fixing.answer === undefined, 'edit-answer', 'write-answer'),
  ...when(fixing.answer?.editor === undefined, 'edit-answer'),
  ...when(fixing.answer?.isThere === true, 'write-answer'),
  ...when(shownChecks(fixing).length === 0, 'open-shown'),
  ...when(shownChecks(fixing).length < 2, 'up', 'down'),
  ...when(max === 0, 'page-up', 'page-down', 'first', 'last'),
  ...when(server.status !== 'absent', 'retry'),
];

/** Where nothing is to be read yet, nothing is answered. */
export const idleInReading = (fixing: Fixing, server: ServerModel, max: number): Idle => {
  const answers = readingOf(fixing)?.answers ?? [];
  return [
    ...when(
      fixing.judged === undefined || fixing.isZoomed === true,
      ...choices,
      ...letters,
      'question-before',
      'question-after',
    ),
    ...when(
      answers.every(({ isRight }) => isRight),
      'next-question',
    ),
    ...when(max === 0, 'up', 'down', 'page-up', 'page-down', 'first', 'last'),
    ...when(max === 0 && !fixing.isZoomed, 'zoom'),
    ...when(server.status !== 'absent', 'retry'),
  ];
};

const choices: Idle = [
  'choice-1',
  'choice-2',
  'choice-3',
  'choice-4',
  'choice-5',
  'choice-6',
  'choice-7',
  'choice-8',
  'choice-9',
];

const letters: Idle = ['letter-a', 'letter-b', 'letter-c', 'letter-d', 'letter-e', 'letter-f'];

/** Before an answer nothing follows; after one there is nothing to answer. */
export const idleInReview = ({ at }: Reviewing, server: ServerModel, max: number): Idle => [
  ...when(at.kind !== 'asked', ...choices, 'unknown-answer'),
  ...when(at.kind !== 'answered', 'open-asked'),
  ...when(at.kind !== 'answered' && at.kind !== 'over', 'next-question'),
  ...when(at.kind !== 'failed' && !(at.kind === 'coming' && server.status === 'absent'), 'retry'),
  ...when(max === 0, 'up', 'down', 'page-up', 'page-down', 'first', 'last'),
];

/** Of so many orders, and of what the one in hand came to, so many lines below. */
export const idleInOrders = (count: number, max: number): Idle => [
  ...when(max === 0, 'page-up', 'page-down'),
  ...when(
    count === 0,
    'order-before',
    'order-after',
    'order-other',
    'up',
    'down',
    'first',
    'last',
    'open-order',
  ),
];

const when = (isIdle: boolean, ...actions: readonly Action[]): Idle => (isIdle ? actions : []);
