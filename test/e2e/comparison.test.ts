import { expect, inject, test } from 'vitest';
import { urlOf } from './server-url.ts';
import { sizesFor } from './sizes.ts';
import { TestTerminal } from './terminal.ts';

const env = { ISOLAB_URL: urlOf(inject('mysql')) };

const sizes = sizesFor('comparison');

test.for(sizes)('the levels and the variants side by side, at $columns×$rows', async (size) => {
  await using terminal = new TestTerminal({ ...size, args: ['duplicate-book'], env });
  await terminal.waitFor('step 1 of 8');
  terminal.type('c');
  await terminal.waitFor('asks first, and this tells its answer');
  terminal.type('Qc');
  await terminal.waitFor(
    '[REPEATABLE',
    'steps 1–4: the same everywhere',
    (text) => !text.includes('… running'),
  );
  terminal.type('\u001B[F');
  // One level comes out otherwise: its promise is kept, and that is marked.
  const end = await terminal.waitFor('▸ ✗ violated');
  expect(end).toMatch(/✗ violated +│ +✗ violated +│ ▸ ✗ violated +│ ≠ ✓ holds/);
  terminal.type('c');
  // More variants than there is room for stand under each other.
  await terminal.waitFor(/\[as it is\]|as it is is open/);
  terminal.type('c');
  await terminal.waitFor(
    '[REPEATABLE',
    'steps 1–4: the same everywhere',
    (text) => !text.includes('… running'),
  );
  // The cursor is on the first step that comes out otherwise.
  terminal.type('l\r');
  await terminal.waitFor(/‖ waits for B|waits for row/, /SERIALIZABLE/, 'step 6 of 8');
  terminal.type('q');
  expect(await terminal.exited).toMatchObject({ exitCode: 0 });
});
