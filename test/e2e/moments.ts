import { samples } from '../exercise/samples.ts';
import type { OwnLab } from './own-lab.ts';
import type { TestTerminal } from './terminal.ts';

/** The lesson that is killed and signalled at many moments, in a lab with a server of its own. */
export const lessonArgs = [
  'duplicate-book',
  '--no-questions',
  '--level',
  'SERIALIZABLE',
  '--server',
  'embedded',
  // A lab that was killed on its way has told where it was.
  '--from-start',
];

/** Something that can be seen and then stays, from the start of the program on. */
export interface Moment {
  readonly name: string;
  /** Instead of that lesson. */
  readonly args?: readonly string[];
  readonly come: (terminal: TestTerminal, lab: OwnLab) => Promise<unknown>;
}

const keys = (name: string, typed: string, seen: string | RegExp): Moment => ({
  name,
  come: async (terminal) => {
    await terminal.waitFor('step 1 of 8');
    terminal.type(typed);
    await terminal.waitFor(seen);
  },
});

const exercise = (
  name: string,
  [file, ...options]: readonly [string, ...string[]],
  come: Moment['come'],
): Moment => ({ name, args: [file, ...options, '--server', 'embedded'], come });

export const moments: readonly Moment[] = [
  { name: 'at the first paint', come: (terminal) => terminal.waitFor(() => terminal.isAlternate) },
  { name: 'when the lesson is on the screen', come: (terminal) => terminal.waitFor('About this lesson') },
  { name: 'when the server process is there', come: (_, lab) => lab.server() },
  { name: 'when the server is ready', come: (terminal) => terminal.waitFor(/MySQL \d+\.\d+/) },
  { name: 'when the run is ready', come: (terminal) => terminal.waitFor('step 1 of 8') },
  keys('when a step is taken', 'l', 'step 2 of 8'),
  keys('while all steps are taken', '\u001B[F', /Going on to the end|It holds/),
  keys('at the end', '\u001B[F', '✓ It holds'),
  keys('while a statement waits', 't5\r', /‖ waits for B, \d+/),
  keys("while a statement of the user's own is at work", 'bSELECT SLEEP(3600)\r', '▶ at work'),
  keys('while another level is opened', 't3\r1', 'READ UNCOMMITTED'),
  keys('while all levels are compared', 'c', '[SERIALIZABLE]'),
  keys('while the sessions are asked what they would read', 't3\rd', 'its newest version first'),
  keys('while orders are explored', 'o', /\d+ of 70/),
  exercise('while a promise is being broken', [samples.tally], async (terminal) => {
    await terminal.waitFor('A  START TRANSACTION');
    terminal.type('aabb');
    await terminal.waitFor('Moves A A B B, 1 switch');
  }),
  exercise('while an answer is judged', [samples.likes, '--out', samples.answers.share], (terminal) =>
    terminal.waitFor('It is being judged'),
  ),
  exercise('when an answer is judged', [samples.likes, '--out', samples.answers.share], (terminal) =>
    terminal.waitFor('✗ Not yet.'),
  ),
  exercise('when locks are to be read', [samples.shelf, '--out', '/tmp/'], (terminal) =>
    terminal.waitFor('Question 1 of 2', 'your answer'),
  ),
  keys('in the help', '?', 'take the next step'),
];
