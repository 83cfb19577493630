import { expect, inject, test } from 'vitest';
import { urlOf } from './server-url.ts';
import { sizesFor } from './sizes.ts';
import { TestTerminal } from './terminal.ts';

const env = { ISOLAB_URL: urlOf(inject('mysql')) };

const sizes = sizesFor('race');

test.for(sizes)(
  'a burst of requests from the lesson, once and many times, at $columns×$rows',
  async (size) => {
    const args = ['daily-check-in', '--no-questions'];
    await using terminal = new TestTerminal({ ...size, args, env });
    await terminal.waitFor('step 1 of');
    terminal.type('R');
    await terminal.waitFor('6 requests at once on 4 workers');
    await terminal.waitFor('start in the same');
    // One round, each request in time: what every one was answered stands at its end. Which is first is chance.
    const answers = [1, 2, 3, 4, 5, 6].map((number) => new RegExp(`^ ${number} w\\d .* (200|409)$`, 'm'));
    await terminal.waitFor(...answers, /^ \d w\d .* 200$/m);
    terminal.type('R');
    await terminal.waitFor(/… round \d+ of 50/);
    // The share grows with every round; one need not wait for the last to see it.
    await terminal.waitFor(/It is violated in \d+ of \d+ rounds/);
    terminal.type('s');
    await terminal.waitFor('each starts as it');
    terminal.type('\u001B');
    await terminal.waitFor('step 1 of');
    terminal.type('q');
    expect(await terminal.exited).toMatchObject({ exitCode: 0 });
  },
);
