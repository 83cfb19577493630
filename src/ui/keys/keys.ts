import type { PresentAction } from '../present/present.ts';
import type { PromptAction } from './prompt.ts';

/**
 * Where a key is pressed. replay: a recorded run is on the screen, and there is neither a server nor a list to
 * go back to. fix: a program is to be changed, in an exercise. read: there are questions about what is to be read, in an exercise. review: questions are asked, without a lesson. break: an order is to be found, in an exercise; what it does not take means what it means in the run. question: the next step has one; keys that it does not take mean there what they mean in the run.
 * ask: the same before a class. answer: an answer is being typed. aside: its question, while keys are
 * not written into it. turn: the user is asked whose turn it is. go-to: the user is asked for a step. orders: on the screen of orders.
 * map: on the map of anomalies. page: on a page of a course that is presented. compare: runs stand side by side. race: many requests at once. doubt: the user is asked whether to do
 * something that cannot be undone.
 */
export const keyScopes = [
  'list',
  'run',
  'break',
  'fix',
  'read',
  'review',
  'replay',
  'question',
  'ask',
  'answer',
  'aside',
  'prompt',
  'turn',
  'go-to',
  'orders',
  'map',
  'compare',
  'race',
  'search',
  'doubt',
  'present',
  'page',
  'overlay',
] as const;

export type KeyScope = (typeof keyScopes)[number];

/** What is offered, by the number before it. */
export type ChoiceNumber = `choice-${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`;

/** What a choice beside InnoDB's report is called: there (1) and (2) are transactions. */
export type ChoiceLetter = `letter-${'a' | 'b' | 'c' | 'd' | 'e' | 'f'}`;

export type Action =
  | PromptAction
  | 'statement-a'
  | 'statement-b'
  | 'statement'
  | 'go-to-step'
  | 'end-statement'
  | 'save'
  | 'turn'
  | 'let-a'
  | 'let-b'
  | 'let-c'
  | 'take-back'
  | 'more-hint'
  | 'edit-answer'
  | 'write-answer'
  | 'open-shown'
  | 'leave-fixing'
  | 'question-before'
  | 'question-after'
  | 'unknown-answer'
  | 'next-question'
  | 'open-asked'
  | 'leave-review'
  | 'turn-before'
  | 'orders'
  | 'order-before'
  | 'order-after'
  | 'order-other'
  | 'open-order'
  | 'leave-orders'
  | 'map'
  | 'open-witness'
  | 'leave-map'
  | 'open-next'
  | 'next-lesson'
  | 'previous-lesson'
  | 'page-on'
  | 'review'
  | 'turn-after'
  | 'give-turn'
  | 'leave-turn'
  | 'without-own'
  | 'versions'
  | 'timeline'
  | 'locks'
  | 'zoom'
  | 'compare'
  | 'column-before'
  | 'column-after'
  | 'open-compared'
  | 'race'
  | 'race-gate'
  | 'race-all'
  | PresentAction
  | 'next'
  | 'read-on'
  | 'next-place'
  | 'previous'
  | 'previous-difference'
  | 'first-step'
  | 'last-step'
  | 'next-wait'
  | 'choice-up'
  | 'choice-down'
  | ChoiceNumber
  | ChoiceLetter
  | 'guess'
  | 'mark'
  | 'answer'
  | 'step-aside'
  | 'pass-over'
  | 'questions'
  | 'hint'
  | 'restart'
  | 'level-1'
  | 'level-2'
  | 'level-3'
  | 'level-4'
  | 'variant'
  | 'about'
  | 'sources'
  | 'open'
  | 'search'
  | 'search-erase'
  | 'search-clear'
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'panel'
  | 'panel-back'
  | 'help'
  | 'glossary'
  | 'retry'
  | 'forget'
  | 'forget-all'
  | 'yes'
  | 'no'
  | 'close'
  | 'back'
  | 'quit'
  | 'interrupt'
  | 'suspend';

export interface KeyBinding {
  readonly scopes: readonly KeyScope[];
  /** Each key with its action; several keys may share one line of the help. */
  readonly keys: Readonly<Record<string, Action>>;
  /** How the keys are written, the usual one first. */
  readonly shown: string;
  readonly help: string;
  /** A short form for the footer, where there is one. */
  readonly footer?: string;
  /** The keys in the footer, when `shown` is too long there. */
  readonly footerKeys?: string;
  /** Where there is no room for all, a higher one goes first. */
  readonly footerRank?: number;
  /** Where there is little room, keys of one group stand together before this word. */
  readonly footerGroup?: string;
}

/** Every key there is. The footer and the help are drawn from this table, and nothing else reads keys. */
export const bindings: readonly KeyBinding[] = [
  {
    scopes: ['present'],
    keys: { space: 'next', enter: 'next', right: 'next', l: 'next', 'page-down': 'next' },
    shown: 'Space  →  PgDn',
    help: 'the next step: its question first, and a statement that is being written at once',
    footer: 'next',
    footerKeys: 'Space',
  },
  {
    scopes: ['page'],
    keys: { space: 'page-on', enter: 'page-on', right: 'page-on', l: 'page-on', 'page-down': 'page-on' },
    shown: 'Space  →  PgDn',
    help: 'down the page, then to the lesson',
    footer: 'go on',
    footerKeys: 'Space',
  },
  {
    scopes: ['present', 'page'],
    keys: { ']': 'next-lesson', '[': 'previous-lesson' },
    shown: ']  [',
    help: 'in a course: the next lesson, the one before',
    footer: 'lesson',
    footerRank: 2,
  },
  {
    scopes: ['present'],
    keys: { left: 'previous', h: 'previous', backspace: 'previous', 'page-up': 'previous' },
    shown: '←  h  PgUp',
    help: 'a step back',
  },
  {
    scopes: ['present'],
    keys: { p: 'play' },
    shown: 'p',
    help: 'play by itself, or pause',
    footer: 'play',
    footerRank: 1,
  },
  {
    scopes: ['present'],
    keys: { '+': 'faster', '=': 'faster', '-': 'slower' },
    shown: '+  -',
    help: 'play faster or slower',
  },
  {
    scopes: ['present'],
    keys: { t: 'typing' },
    shown: 't',
    help: 'write statements letter by letter, or not',
  },
  {
    scopes: ['present'],
    keys: { n: 'notes' },
    shown: 'n',
    help: 'show or hide the notes',
    footer: 'notes',
    footerRank: 1,
  },
  {
    scopes: ['present'],
    keys: { up: 'up', down: 'down', k: 'up', j: 'down' },
    shown: '↑  ↓  k  j',
    help: 'scroll what happened',
  },
  {
    scopes: ['question'],
    keys: { up: 'choice-up', down: 'choice-down', k: 'choice-up', j: 'choice-down' },
    shown: '↑  ↓  k  j',
    help: 'choose an answer',
    footer: 'choose',
    footerKeys: '↑↓',
    footerGroup: 'choose',
  },
  {
    scopes: ['question'],
    keys: {
      1: 'choice-1',
      2: 'choice-2',
      3: 'choice-3',
      4: 'choice-4',
      5: 'choice-5',
      6: 'choice-6',
      7: 'choice-7',
      8: 'choice-8',
      9: 'choice-9',
    },
    shown: '1 … 9',
    help: 'choose the answer with this number; mark the row, or take the mark away',
    footer: 'choose',
    footerKeys: '1-9',
    footerGroup: 'choose',
  },
  {
    scopes: ['ask'],
    keys: { up: 'choice-up', down: 'choice-down', k: 'choice-up', j: 'choice-down' },
    shown: '↑  ↓  k  j',
    help: 'what the class says; the next step shows whether it is so',
  },
  {
    scopes: ['ask'],
    keys: { m: 'mark' },
    shown: 'm',
    help: 'mark a row, or take the mark away',
  },
  {
    scopes: ['question'],
    keys: { space: 'mark' },
    shown: 'Space',
    help: 'mark a row; or answer, where there is one choice to make; before anything is chosen, read on',
    footer: 'mark',
    footerRank: 1,
  },
  {
    scopes: ['question'],
    keys: { enter: 'answer', newline: 'answer', right: 'answer', l: 'answer' },
    shown: 'Enter  →  l',
    help: 'I am sure: answer, and see what the server does',
    footer: 'sure',
    footerKeys: 'Enter',
  },
  {
    scopes: ['question'],
    keys: { g: 'guess' },
    shown: 'g',
    help: 'I guess: answer, and see what the server does; it counts as an answer, and as a guess',
    footer: 'guess',
    footerRank: 1,
  },
  {
    scopes: ['question', 'aside'],
    keys: { s: 'pass-over' },
    shown: 's',
    help: 'take the step without an answer',
    footer: 'skip',
  },
  {
    scopes: ['answer'],
    keys: { enter: 'answer', newline: 'answer' },
    shown: 'Enter',
    help: 'I am sure: give the answer that is typed, and see what the server does',
    footer: 'sure',
  },
  {
    scopes: ['answer'],
    keys: { 'ctrl-g': 'guess' },
    shown: 'Ctrl-G',
    help: 'I guess: the same; it counts as an answer, and as a guess',
    footer: 'guess',
    footerRank: 1,
  },
  {
    scopes: ['answer'],
    keys: { escape: 'pass-over' },
    shown: 'Esc',
    help: 'take the step without an answer',
    footer: 'skip',
  },
  {
    scopes: ['answer'],
    keys: { tab: 'step-aside', 'shift-tab': 'step-aside' },
    shown: 'Tab',
    help: 'the keys of any other question: a hint, a step back, the list',
    footer: 'other keys',
  },
  {
    scopes: ['aside'],
    keys: { enter: 'answer', newline: 'answer', space: 'answer', tab: 'answer', 'shift-tab': 'answer' },
    shown: 'Enter  Tab',
    help: 'go on with the answer that is typed',
    footer: 'type',
    footerKeys: 'Enter',
  },
  {
    scopes: ['question', 'aside'],
    keys: { H: 'hint' },
    shown: 'H',
    help: 'a hint for the answer',
    footer: 'hint',
    footerRank: 2,
  },
  {
    scopes: ['break'],
    keys: { a: 'let-a', A: 'let-a', b: 'let-b', B: 'let-b', c: 'let-c', C: 'let-c' },
    shown: 'A  B  C',
    help: 'this session goes next, with its next statement',
    footer: 'goes next',
    footerKeys: 'A B',
  },
  {
    scopes: ['break'],
    keys: { space: 'read-on', enter: 'next', newline: 'next' },
    shown: 'Space  Enter',
    help: 'read on; then asks whose turn it is, and where only one session can go on, lets it go; at the end its page',
    footer: 'whose turn',
    footerKeys: 'Space',
    footerRank: 2,
  },
  {
    scopes: ['break'],
    keys: { left: 'take-back', h: 'take-back', backspace: 'take-back' },
    shown: '←  h',
    help: 'a move back; from there another session can go next. → shows it again',
    footer: 'take back',
    footerKeys: '←',
  },
  {
    scopes: ['read'],
    keys: {
      1: 'choice-1',
      2: 'choice-2',
      3: 'choice-3',
      4: 'choice-4',
      5: 'choice-5',
      6: 'choice-6',
      a: 'letter-a',
      b: 'letter-b',
      c: 'letter-c',
      d: 'letter-d',
      e: 'letter-e',
      f: 'letter-f',
    },
    shown: '1 … 6  a … f',
    help: 'answer with the choice that is called so; it is written into the file of your answers',
    footer: 'answer',
  },
  {
    scopes: ['read'],
    keys: { space: 'next-question', enter: 'next-question', newline: 'next-question' },
    shown: 'Space  Enter',
    help: 'the next question that has no right answer yet',
    footer: 'next',
    footerKeys: 'Space',
  },
  {
    scopes: ['read'],
    keys: { left: 'question-before', right: 'question-after', h: 'question-before', l: 'question-after' },
    shown: '←  →  h  l',
    help: 'the question before, the next one',
    footer: 'question',
    footerKeys: '←→',
    footerRank: 1,
  },
  {
    scopes: ['read'],
    keys: {
      up: 'up',
      down: 'down',
      k: 'up',
      j: 'down',
      'page-up': 'page-up',
      'page-down': 'page-down',
      home: 'first',
      end: 'last',
    },
    shown: '↑  ↓  k  j  PgUp  PgDn  Home  End',
    help: 'scroll what there is to read',
    footer: 'scroll',
    footerKeys: '↑↓',
  },
  {
    scopes: ['fix'],
    keys: { e: 'edit-answer' },
    shown: 'e',
    help: 'change the file of the answer in the editor that VISUAL or EDITOR names; it is written first where it is not there',
    footer: 'edit',
  },
  {
    scopes: ['fix'],
    keys: { w: 'write-answer' },
    shown: 'w',
    help: 'write the file of the answer, with the program as it is; one that is there is taken as it is',
    footer: 'write the file',
  },
  {
    scopes: ['fix'],
    keys: { enter: 'open-shown', newline: 'open-shown', space: 'open-shown' },
    shown: 'Enter  Space',
    help: 'step through an order in which the check in hand does not hold; Esc comes back',
    footer: 'step through',
    footerKeys: 'Enter',
  },
  {
    scopes: ['fix'],
    keys: { up: 'up', down: 'down', k: 'up', j: 'down' },
    shown: '↑  ↓  k  j',
    help: 'the check before, the next one, of those that do not hold in some order; or a line up or down',
    footer: 'choose',
    footerKeys: '↑↓',
    footerRank: 1,
  },
  {
    scopes: ['fix'],
    keys: { 'page-up': 'page-up', 'page-down': 'page-down', home: 'first', end: 'last' },
    shown: 'PgUp  PgDn  Home  End',
    help: 'scroll what became of the answer',
    footer: 'scroll',
    footerKeys: 'PgDn',
    footerRank: 2,
  },
  {
    scopes: ['fix', 'read'],
    keys: { i: 'about' },
    shown: 'i',
    help: 'all of the task, and what it is about',
    footer: 'task',
  },
  {
    scopes: ['fix', 'read'],
    keys: { r: 'retry' },
    shown: 'r',
    help: 'try again to reach the server',
  },
  {
    scopes: ['fix', 'read'],
    keys: { escape: 'leave-fixing' },
    shown: 'Esc',
    help: 'back to the map of the course; the file stays where it is',
    footer: 'list',
  },
  {
    scopes: ['review'],
    keys: {
      1: 'choice-1',
      2: 'choice-2',
      3: 'choice-3',
      4: 'choice-4',
      5: 'choice-5',
      6: 'choice-6',
      7: 'choice-7',
      8: 'choice-8',
      9: 'choice-9',
    },
    shown: '1 … 9',
    help: 'answer with the choice of this number',
    footer: 'answer',
  },
  {
    scopes: ['review'],
    keys: { 0: 'unknown-answer' },
    shown: '0',
    help: 'I do not know: tell me',
    footer: 'I do not know',
  },
  {
    scopes: ['review'],
    keys: { space: 'next-question', enter: 'next-question', newline: 'next-question' },
    shown: 'Space  Enter',
    help: 'the next question; after the last one, how it went',
    footer: 'next',
    footerKeys: 'Space',
  },
  {
    scopes: ['review'],
    keys: { s: 'open-asked' },
    shown: 's',
    help: 'after an answer: open the lesson where that happens',
    footer: 'see it',
  },
  {
    scopes: ['review'],
    keys: {
      up: 'up',
      down: 'down',
      k: 'up',
      j: 'down',
      'page-up': 'page-up',
      'page-down': 'page-down',
      home: 'first',
      end: 'last',
    },
    shown: '↑  ↓  k  j  PgUp  PgDn  Home  End',
    help: 'scroll what is asked',
    footer: 'scroll',
    footerKeys: '↑↓',
    footerRank: 1,
  },
  {
    scopes: ['review'],
    keys: { r: 'retry' },
    shown: 'r',
    help: 'try again to reach the server, or to make the question',
    footer: 'try again',
  },
  {
    scopes: ['review'],
    keys: { escape: 'leave-review' },
    shown: 'Esc',
    help: 'back to the map of the course; every answer is kept',
    footer: 'list',
  },
  {
    scopes: ['break', 'fix', 'read'],
    keys: { H: 'more-hint' },
    shown: 'H',
    help: 'a hint; again: the next one',
    footer: 'hint',
  },
  {
    scopes: ['break'],
    keys: { 1: 'level-1', 2: 'level-2', 3: 'level-3', 4: 'level-4' },
    shown: '1  2  3  4',
    help: 'once it is broken: the level at which you say that no order does it, weakest first; the server proves it',
    footer: 'level',
    footerKeys: '1-4',
  },
  {
    scopes: ['run', 'replay'],
    keys: { space: 'read-on' },
    shown: 'Space',
    help: 'read on: what is below the screen, then the next question; then take the next step; at the end open what it proposes',
    footer: 'next',
    footerRank: 2,
  },
  {
    scopes: ['run', 'replay'],
    keys: { enter: 'next', newline: 'next' },
    shown: 'Enter',
    help: 'take the next step, whatever is left to read; at the end the same as Space',
  },
  {
    scopes: ['run', 'replay'],
    keys: { right: 'next-place', l: 'next-place' },
    shown: '→  l',
    help: 'the next step; after another level or variant, on to the next step that comes out otherwise',
  },
  {
    scopes: ['run', 'replay'],
    keys: { left: 'previous-difference', h: 'previous-difference', backspace: 'previous' },
    shown: '←  h',
    help: 'a step back: what was seen there is shown again; after another level or variant, back to the last difference',
    footer: 'back',
    footerKeys: '←',
    footerRank: 1,
  },
  {
    scopes: ['run', 'replay'],
    keys: { home: 'first-step', g: 'first-step', end: 'last-step', G: 'last-step' },
    shown: 'Home  End  g  G',
    help: 'to the first step; to the last one that was taken, and from there to the end',
  },
  {
    scopes: ['run', 'replay'],
    keys: { w: 'next-wait' },
    shown: 'w',
    help: 'to the next wait',
    footer: 'next wait',
    footerRank: 6,
  },
  {
    scopes: ['run', 'replay'],
    keys: { H: 'hint' },
    shown: 'H',
    help: 'a hint for the next step',
  },
  {
    scopes: ['run', 'replay', 'question', 'aside', 'present'],
    keys: { Q: 'questions' },
    shown: 'Q',
    help: 'ask no more questions, or ask them again',
  },
  {
    scopes: ['run', 'break', 'replay'],
    keys: { d: 'versions' },
    shown: 'd',
    help: "each row's versions and who would read which, or the transcripts again",
    footer: 'versions',
    footerGroup: 'views',
  },
  {
    scopes: ['run', 'break', 'replay'],
    keys: { T: 'timeline' },
    shown: 'T',
    help: 'a timeline, a line for each statement; again: back',
    footer: 'timeline',
    footerGroup: 'views',
  },
  {
    scopes: ['run', 'break', 'replay'],
    keys: { L: 'locks' },
    shown: 'L',
    help: 'locks in words and on each line of keys; again: back',
    footer: 'locks',
    footerGroup: 'views',
  },
  {
    scopes: ['run', 'break', 'replay'],
    keys: { z: 'zoom' },
    shown: 'z',
    help: 'this panel alone, Tab for the next; again: all panels',
    footer: 'zoom',
    footerRank: 3,
  },
  {
    scopes: ['read'],
    keys: { z: 'zoom' },
    shown: 'z',
    help: 'what there is to read alone; again: with its questions',
    footer: 'zoom',
    footerRank: 3,
  },
  {
    scopes: ['run'],
    keys: { c: 'compare' },
    shown: 'c',
    help: 'all levels side by side, run in the background, once its questions are answered; again: all variants',
    footer: 'compare',
    footerGroup: 'views',
  },
  {
    scopes: ['overlay', 'race'],
    keys: { c: 'compare' },
    shown: 'c',
    help: 'all levels side by side',
  },
  {
    scopes: ['compare'],
    keys: { up: 'up', down: 'down', k: 'up', j: 'down', home: 'first', end: 'last', g: 'first', G: 'last' },
    shown: '↑  ↓  k  j  Home  End',
    help: 'a step up or down; to the first, to the end',
    footer: 'step',
    footerKeys: '↑↓',
  },
  {
    scopes: ['compare'],
    keys: { left: 'column-before', right: 'column-after', h: 'column-before', l: 'column-after' },
    shown: '←  →  h  l',
    help: 'a level or a variant to the left or to the right',
    footer: 'column',
    footerKeys: '←→',
  },
  {
    scopes: ['compare'],
    keys: { enter: 'open-compared', newline: 'open-compared', space: 'open-compared' },
    shown: 'Enter  Space',
    help: 'open the lesson at this level, or in this variant, right after this step',
    footer: 'open there',
    footerKeys: 'Enter',
  },
  {
    scopes: ['compare'],
    keys: { c: 'compare' },
    shown: 'c',
    help: 'the variants instead of the levels, or the levels again',
    footer: 'levels or variants',
    footerRank: 1,
  },
  {
    scopes: ['compare'],
    keys: { 'page-up': 'page-up', 'page-down': 'page-down', b: 'page-up', f: 'page-down' },
    shown: 'PgUp  PgDn  b  f',
    help: 'a page at a time',
    footer: 'page',
    footerKeys: 'PgDn',
    footerRank: 2,
  },
  {
    scopes: ['break'],
    keys: { o: 'orders' },
    shown: 'o',
    help: 'once it is solved: every order, at any level, what each comes to, and how many break it',
    footer: 'orders',
    footerRank: 1,
  },
  {
    scopes: ['break'],
    keys: { R: 'race' },
    shown: 'R',
    help: 'once it is solved: many requests at once, where the exercise has an application',
  },
  {
    scopes: ['break'],
    keys: { m: 'map' },
    shown: 'm',
    help: 'once it is solved: which anomalies happen at which level, as runs of all lessons show it',
  },
  {
    scopes: ['run', 'present'],
    keys: { o: 'orders' },
    shown: 'o',
    help: 'every order of the steps, run in the background: what each comes to, and how many go wrong',
    footer: 'orders',
    footerRank: 1,
    footerGroup: 'order',
  },
  {
    scopes: ['run'],
    keys: { n: 'turn' },
    shown: 'n',
    help: 'whose turn is it? Another session goes next, off the written order',
    footer: 'turn',
    footerRank: 1,
    footerGroup: 'order',
  },
  {
    scopes: ['present'],
    keys: { N: 'turn' },
    shown: 'N',
    help: 'whose turn is it? Another session goes next, off the written order',
    footer: 'turn',
    footerRank: 1,
  },
  {
    scopes: ['run', 'question', 'present'],
    keys: { u: 'without-own' },
    shown: 'u',
    help: 'back to the script: the same steps again without your own statements, in the written order',
    footer: 'script',
  },
  {
    scopes: ['orders'],
    keys: { left: 'order-before', right: 'order-after', h: 'order-before', l: 'order-after' },
    shown: '←  →  h  l',
    help: 'the order before, the next one',
    footer: 'choose',
    footerKeys: '←→↑↓',
  },
  {
    scopes: ['orders'],
    keys: { up: 'up', down: 'down', k: 'up', j: 'down', home: 'first', end: 'last', g: 'first', G: 'last' },
    shown: '↑  ↓  k  j  Home  End',
    help: 'a row up or down; to the first order, to the last',
  },
  {
    scopes: ['orders'],
    keys: { tab: 'order-other' },
    shown: 'Tab',
    help: 'the next order that is of another kind',
    footer: 'next kind',
    footerRank: 2,
  },
  {
    scopes: ['orders'],
    keys: { enter: 'open-order', newline: 'open-order', space: 'open-order' },
    shown: 'Enter  Space',
    help: 'open this order, step by step; o comes back',
    footer: 'open',
    footerKeys: 'Enter',
  },
  {
    scopes: ['orders'],
    keys: { 'page-up': 'page-up', 'page-down': 'page-down', b: 'page-up', f: 'page-down' },
    shown: 'PgUp  PgDn  b  f',
    help: 'scroll what the order came to',
    footer: 'scroll',
    footerKeys: 'PgDn',
    footerRank: 3,
  },
  {
    scopes: ['orders'],
    keys: { 1: 'level-1', 2: 'level-2', 3: 'level-3', 4: 'level-4' },
    shown: '1  2  3  4',
    help: 'every order at another isolation level',
    footer: 'level',
    footerKeys: '1-4',
    footerRank: 4,
  },
  {
    scopes: ['orders'],
    keys: { v: 'variant' },
    shown: 'v',
    help: 'every order in the next variant',
    footer: 'variant',
    footerRank: 4,
  },
  {
    scopes: ['orders'],
    keys: { '?': 'help' },
    shown: '?',
    help: 'the keys and the signs of this screen',
    footer: 'help',
  },
  {
    scopes: ['orders'],
    keys: { escape: 'leave-orders', o: 'leave-orders', q: 'leave-orders' },
    shown: 'Esc  q  o',
    help: 'back to the lesson; what is under way ends',
    footer: 'close',
    footerKeys: 'Esc q',
  },
  {
    scopes: ['map'],
    keys: { up: 'up', down: 'down', k: 'up', j: 'down', home: 'first', end: 'last', g: 'first', G: 'last' },
    shown: '↑  ↓  k  j  Home  End',
    help: 'an anomaly up or down: what it is, and which lessons show it; to the first, to the last',
    footer: 'choose',
    footerKeys: '↑↓',
  },
  {
    scopes: ['map'],
    keys: { enter: 'open-witness', newline: 'open-witness', space: 'open-witness' },
    shown: 'Enter  Space',
    help: 'open the first lesson that shows it, at a level where it happens; m comes back',
    footer: 'open',
    footerKeys: 'Enter',
  },
  {
    scopes: ['map'],
    keys: { 'page-up': 'page-up', 'page-down': 'page-down', b: 'page-up', f: 'page-down' },
    shown: 'PgUp  PgDn  b  f',
    help: 'scroll to the signs, the lessons, and what every letter means',
    footer: 'letters',
    footerKeys: 'PgDn',
  },
  {
    scopes: ['map'],
    keys: { '?': 'help' },
    shown: '?',
    help: 'the keys and the signs of this screen',
    footer: 'help',
  },
  {
    scopes: ['map'],
    keys: { escape: 'leave-map', m: 'leave-map', q: 'leave-map' },
    shown: 'Esc  q  m',
    help: 'back; the runs under way end, and m goes on with those that are missing',
    footer: 'close',
    footerKeys: 'Esc q',
  },
  {
    scopes: ['run', 'overlay', 'compare'],
    keys: { R: 'race' },
    shown: 'R',
    help: 'many requests at once, where the lesson has an application',
  },
  {
    scopes: ['race'],
    keys: { R: 'race' },
    shown: 'R',
    help: 'the same again: once, to see each request, or 50 times',
    footer: 'once or 50 times',
  },
  {
    scopes: ['race'],
    keys: { v: 'race-all' },
    shown: 'v',
    help: 'all variants in one table, each 50 times: how often each breaks the promise',
    footer: 'all variants',
  },
  {
    scopes: ['race'],
    keys: { s: 'race-gate' },
    shown: 's',
    help: 'the same requests with the start gate, or without it',
    footer: 'start gate',
  },
  {
    scopes: ['run', 'replay'],
    keys: { t: 'go-to-step' },
    shown: 't',
    help: 'to the place after so many steps',
  },
  {
    scopes: ['run'],
    keys: { a: 'statement-a', b: 'statement-b', ':': 'statement' },
    shown: 'a  b  :',
    help: 'write a statement of your own in A, in B, or where the last one was',
    footer: 'SQL',
    footerKeys: 'a b',
  },
  {
    scopes: ['run'],
    keys: { x: 'end-statement' },
    shown: 'x',
    help: 'end the statement that waits or is at work',
  },
  {
    scopes: ['run', 'break', 'question'],
    keys: { S: 'save' },
    shown: 'S',
    help: 'save what was done so far, as a recording in this folder; isolab replay plays it',
    footer: 'save',
    footerRank: 6,
  },
  {
    scopes: ['turn'],
    keys: {
      up: 'turn-before',
      down: 'turn-after',
      left: 'turn-before',
      right: 'turn-after',
      'shift-tab': 'turn-before',
      tab: 'turn-after',
    },
    shown: '↑  ↓  Tab',
    help: 'choose a session; or press its letter, and it goes next',
    footer: 'choose',
    footerKeys: '↑↓ or its letter',
  },
  {
    scopes: ['turn'],
    keys: { enter: 'give-turn', newline: 'give-turn', space: 'give-turn' },
    shown: 'Enter  Space',
    help: 'its next step is taken now',
    footer: 'goes next',
    footerKeys: 'Enter',
  },
  {
    scopes: ['turn'],
    keys: { escape: 'leave-turn' },
    shown: 'Esc',
    help: 'nobody is let before',
    footer: 'close',
  },
  {
    scopes: ['go-to'],
    keys: { enter: 'send', newline: 'send' },
    shown: 'Enter',
    help: 'to the place after so many steps',
    footer: 'go there',
  },
  {
    scopes: ['prompt'],
    keys: { enter: 'send' },
    shown: 'Enter',
    help: 'run the statement, at this place of the lesson',
    footer: 'run it',
  },
  {
    scopes: ['prompt'],
    keys: { newline: 'newline' },
    shown: 'Alt-Enter  Ctrl-J',
    help: 'a new line',
    footer: 'new line',
    footerKeys: 'Alt-Enter',
    footerRank: 2,
  },
  {
    scopes: ['prompt'],
    keys: { tab: 'complete', 'shift-tab': 'other-session' },
    shown: 'Tab  Shift-Tab',
    help: 'complete the word: a table, a column, a word of SQL; Shift-Tab, or Tab behind a blank: the other session',
    footer: 'complete, other session',
    footerKeys: 'Tab',
    footerRank: 1,
  },
  {
    scopes: ['prompt'],
    keys: { up: 'earlier', down: 'later', 'ctrl-p': 'earlier', 'ctrl-n': 'later' },
    shown: '↑  ↓  Ctrl-P  Ctrl-N',
    help: 'a line up or down; past the first, what was written earlier',
    footer: 'earlier',
    footerKeys: '↑',
    footerRank: 3,
  },
  {
    scopes: ['prompt', 'answer', 'go-to'],
    keys: {
      left: 'caret-left',
      right: 'caret-right',
      'ctrl-b': 'caret-left',
      'ctrl-f': 'caret-right',
      home: 'line-start',
      end: 'line-end',
      'ctrl-a': 'line-start',
      'ctrl-e': 'line-end',
    },
    shown: '←  →  Home  End',
    help: 'move in the line; also Ctrl-B, Ctrl-F, Ctrl-A, Ctrl-E',
  },
  {
    scopes: ['prompt', 'answer', 'go-to'],
    keys: {
      backspace: 'erase',
      'ctrl-h': 'erase',
      delete: 'erase-next',
      'ctrl-d': 'erase-next',
      'ctrl-w': 'erase-word',
      'ctrl-u': 'erase-to-start',
      'ctrl-k': 'erase-to-end',
    },
    shown: 'Backspace  Delete',
    help: 'erase; Ctrl-W a word, Ctrl-U to the beginning of the line, Ctrl-K to its end',
  },
  {
    scopes: ['prompt'],
    keys: { 'ctrl-c': 'stop' },
    shown: 'Ctrl-C',
    help: "end the session's statement; without one, drop what is written, then leave",
    footer: 'end statement',
  },
  {
    scopes: ['go-to'],
    keys: { escape: 'leave-prompt', 'ctrl-c': 'leave-prompt' },
    shown: 'Esc  Ctrl-C',
    help: 'stay here',
    footer: 'close',
    footerKeys: 'Esc',
  },
  {
    scopes: ['prompt'],
    keys: { escape: 'leave-prompt' },
    shown: 'Esc',
    help: 'go on with the script',
    footer: 'to the script',
  },
  {
    scopes: ['prompt', 'answer', 'go-to'],
    keys: { 'page-up': 'page-up', 'page-down': 'page-down' },
    shown: 'PgUp  PgDn',
    help: 'scroll the panel',
  },
  {
    scopes: ['list'],
    keys: { enter: 'open', newline: 'open', space: 'open', right: 'open', l: 'open' },
    shown: 'Enter  Space  →  l',
    help: 'open the lesson',
    footer: 'open',
    footerKeys: 'Enter',
  },
  {
    scopes: ['list'],
    keys: { n: 'open-next' },
    shown: 'n',
    help: 'open what is next: a lesson that you have begun and not seen to its end, or else the first one that is new',
    footer: 'next',
  },
  {
    scopes: ['list'],
    keys: { R: 'review' },
    shown: 'R',
    help: 'review: questions about lessons that you have seen to their end, what is due or was missed first',
    footer: 'review',
    footerRank: 1,
  },
  {
    scopes: ['run', 'break', 'present'],
    keys: { r: 'restart' },
    shown: 'r',
    help: 'start again in a fresh sandbox; or try again to reach the server',
    footer: 'restart',
    footerRank: 4,
  },
  {
    scopes: ['replay'],
    keys: { r: 'restart' },
    shown: 'r',
    help: 'play it again from the beginning',
    footer: 'again',
  },
  {
    scopes: ['list', 'run'],
    keys: { m: 'map' },
    shown: 'm',
    help: 'which anomalies happen at which level, as runs of all lessons show it, and what the letters mean',
    footer: 'map',
    footerRank: 7,
  },
  {
    scopes: ['list'],
    keys: { '/': 'search' },
    shown: '/',
    help: 'search the lessons by words of their title, topic, anomaly or fixes',
    footer: 'search',
  },
  {
    scopes: ['list'],
    keys: { escape: 'search-clear' },
    shown: 'Esc',
    help: 'all lessons again, after a search',
  },
  {
    scopes: ['search'],
    keys: { up: 'up', down: 'down' },
    shown: '↑  ↓',
    help: 'choose among what was found',
    footer: 'choose',
    footerKeys: '↑↓',
  },
  {
    scopes: ['search'],
    keys: { enter: 'open' },
    shown: 'Enter',
    help: 'open the lesson',
    footer: 'open',
  },
  {
    scopes: ['search'],
    keys: { backspace: 'search-erase', delete: 'search-erase' },
    shown: 'Backspace',
    help: 'take back a character',
  },
  {
    scopes: ['search'],
    keys: { escape: 'search-clear' },
    shown: 'Esc',
    help: 'all lessons again',
    footer: 'all lessons',
  },
  {
    scopes: ['list'],
    keys: { r: 'retry' },
    shown: 'r',
    help: 'try again to reach the server',
  },
  {
    scopes: ['list'],
    keys: { x: 'forget' },
    shown: 'x',
    help: 'forget what you have done in the lesson; asks first',
    footer: 'forget',
    footerRank: 2,
  },
  {
    scopes: ['list'],
    keys: { X: 'forget-all' },
    shown: 'X',
    help: 'forget everything that you have done; asks first',
  },
  {
    scopes: ['doubt'],
    keys: { y: 'yes' },
    shown: 'y',
    help: 'do it',
    footer: 'yes, forget it',
  },
  {
    scopes: ['doubt'],
    keys: { n: 'no', escape: 'no', q: 'no' },
    shown: 'n  Esc',
    help: 'leave it as it is',
    footer: 'no, keep it',
    footerKeys: 'n',
  },
  {
    scopes: ['run', 'present'],
    keys: { 1: 'level-1', 2: 'level-2', 3: 'level-3', 4: 'level-4' },
    shown: '1  2  3  4',
    help: 'the same lesson at another isolation level and the same step, weakest first',
    footer: 'level',
    footerKeys: '1-4',
  },
  {
    scopes: ['run', 'present'],
    keys: { v: 'variant' },
    shown: 'v',
    help: 'the next variant: as it is, and with a fix',
    footer: 'variant',
    footerRank: 1,
  },
  {
    scopes: ['break'],
    keys: { i: 'about' },
    shown: 'i',
    help: 'all of the task, the hints so far, and both programs whole',
    footer: 'programs',
  },
  {
    scopes: ['run', 'replay', 'present'],
    keys: { i: 'about' },
    shown: 'i',
    help: 'read again what the lesson is about',
    footer: 'about',
    footerRank: 4,
  },
  {
    scopes: ['run', 'break', 'replay', 'present'],
    keys: { f: 'sources' },
    shown: 'f',
    help: 'where to read further: the sources of the lesson, as links',
  },
  {
    scopes: ['run', 'break', 'replay'],
    keys: { tab: 'panel', 'shift-tab': 'panel-back' },
    shown: 'Tab  Shift-Tab',
    help: 'choose the panel that scrolls',
    footer: 'panel',
    footerRank: 4,
    footerKeys: 'Tab',
  },
  {
    scopes: ['list'],
    keys: { up: 'up', down: 'down', k: 'up', j: 'down' },
    shown: '↑  ↓  k  j',
    help: 'choose a lesson',
    footer: 'choose',
    footerKeys: '↑↓',
  },
  {
    scopes: ['run', 'break', 'replay', 'overlay', 'page', 'race'],
    keys: { up: 'up', down: 'down', k: 'up', j: 'down' },
    shown: '↑  ↓  k  j',
    help: 'scroll the panel',
    footer: 'scroll',
    footerRank: 5,
    footerKeys: '↑↓',
  },
  {
    scopes: ['list', 'overlay', 'race'],
    keys: { 'page-up': 'page-up', 'page-down': 'page-down', b: 'page-up', f: 'page-down' },
    shown: 'PgUp  PgDn  b  f',
    help: 'a page at a time',
  },
  {
    scopes: ['run', 'break', 'replay'],
    keys: { 'page-up': 'page-up', 'page-down': 'page-down', '<': 'first', '>': 'last' },
    shown: 'PgUp  PgDn  <  >',
    help: 'scroll by a page; to the beginning or the end of the panel',
  },
  {
    scopes: ['list', 'overlay', 'race'],
    keys: { home: 'first', end: 'last', g: 'first', G: 'last' },
    shown: 'Home  End  g  G',
    help: 'to the beginning or the end',
  },
  {
    scopes: ['overlay'],
    keys: {
      escape: 'close',
      enter: 'close',
      newline: 'close',
      space: 'close',
      '?': 'close',
      i: 'close',
      q: 'close',
    },
    shown: 'Esc  q',
    help: 'close this',
    footer: 'close',
    footerKeys: 'Esc q',
  },
  {
    scopes: ['compare', 'race'],
    keys: { '?': 'help' },
    shown: '?',
    help: 'the keys and the signs of this screen',
    footer: 'help',
  },
  {
    scopes: ['compare', 'race'],
    keys: { escape: 'close', q: 'close' },
    shown: 'Esc  q',
    help: 'back to the lesson',
    footer: 'close',
    footerKeys: 'Esc q',
  },
  {
    scopes: ['page', 'overlay', 'orders', 'map', 'compare', 'race'],
    keys: { W: 'glossary' },
    shown: 'W',
    help: 'words and codes, and what they mean',
  },
  {
    scopes: ['list', 'run', 'break', 'fix', 'read', 'review', 'replay', 'aside', 'present'],
    keys: { W: 'glossary' },
    shown: 'W',
    help: 'words and codes, and what they mean',
    footer: 'words',
    footerRank: 8,
  },
  {
    scopes: ['list', 'run', 'break', 'fix', 'read', 'review', 'replay', 'question', 'aside', 'present'],
    keys: { '?': 'help' },
    shown: '?',
    help: 'all keys and signs, those of this place first',
    footer: 'help',
  },
  {
    scopes: ['break'],
    keys: { escape: 'back' },
    shown: 'Esc',
    help: 'back to the map of the course; the moves are there again when you come back, until isolab ends',
    footer: 'list',
    footerRank: 2,
  },
  {
    scopes: ['run'],
    keys: { escape: 'back' },
    shown: 'Esc',
    help: 'back to the map of the course',
    footer: 'list',
    footerRank: 2,
  },
  {
    scopes: [
      'list',
      'run',
      'break',
      'fix',
      'read',
      'review',
      'replay',
      'question',
      'aside',
      'present',
      'page',
    ],
    keys: { q: 'quit' },
    shown: 'q',
    help: 'quit',
    footer: 'quit',
  },
  {
    scopes: [
      'list',
      'run',
      'break',
      'fix',
      'read',
      'review',
      'replay',
      'question',
      'answer',
      'aside',
      'turn',
      'orders',
      'map',
      'compare',
      'race',
      'overlay',
      'search',
      'doubt',
      'present',
      'page',
    ],
    keys: { 'ctrl-c': 'interrupt' },
    shown: 'Ctrl-C',
    help: 'quit, whatever is going on',
  },
  {
    scopes: keyScopes,
    keys: { 'ctrl-z': 'suspend' },
    shown: 'Ctrl-Z',
    help: 'to the shell; fg comes back',
  },
];

/** What a key does there, if anything. */
export const actionFor = (scope: KeyScope, key: string): Action | undefined =>
  bindings.find((one) => one.scopes.includes(scope) && Object.hasOwn(one.keys, key))?.keys[key];
