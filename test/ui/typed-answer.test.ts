import { afterEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/engine/outcome.ts';
import type { Recording } from '../../src/engine/recording.ts';
import { type Fact, longestAnswer, type Prediction } from '../../src/lesson/prediction.ts';
import { widthOf } from '../../src/text/fit.ts';
import type { LabHost } from '../../src/ui/host/lab-host.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { openQuestion } from '../../src/ui/run/question.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { linearLines } from '../../src/ui/view/linear-lines.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { asking, draw, hostAt, isReady, press, stepsTaken, until } from './asked.ts';

/** B looks for the book and finds none; A's insert waits for B; B's is a deadlock. */
const [lookupB, insertA, insertB] = [3, 4, 5];

const asks = (fact: Fact): Prediction => ({
  kind: 'fact',
  ask: 'What will the server say?',
  fact,
  because: 'It has to.',
});

const hosts: LabHost[] = [];
afterEach(() => Promise.all(hosts.splice(0).map((host) => host.close())));

const opened = async (step: number, recording: Recording): Promise<LabHost> => {
  const host = await hostAt(step, recording);
  hosts.push(host);
  return host;
};

const at = (step: number, fact: Fact): Promise<LabHost> => opened(step, asking('deadlock', step, asks(fact)));

/** As if the server had answered so. */
const answering = (step: number, outcome: Outcome, recording: Recording): Recording => {
  const sent = recording.find((one) => one.type === 'statement-sent' && one.step === step);
  const statement = sent && 'statement' in sent ? sent.statement : undefined;
  return recording.map((event) =>
    event.type === 'statement-finished' && event.statement === statement ? { ...event, outcome } : event,
  );
};

const type = (host: LabHost, text: string): void =>
  press(host, ...Array.from(text, (character) => (character === ' ' ? 'space' : character)));

const typed = ({ run }: Model): string | undefined => run && openQuestion(run)?.editor.text;

const taken = (host: LabHost, step: number): Promise<Model> =>
  until(host, (model) => isReady(model) && stepsTaken(model) === step + 1);

describe('an answer that is typed', () => {
  test('has a line of its own, and takes the keys', async () => {
    const host = await at(lookupB, 'rows');
    type(host, '12');
    await expect(`${draw(host.model())}\n`).toMatchFileSnapshot('screens/typed-answer-80x24.txt');
    type(host, 'q?sQH');
    expect(typed(host.model())).toBe('12q?sQH');
    expect(host.model()).toMatchObject({ asks: true, run: { answers: [] } });
  });

  test('is told by what the server answered: right', async () => {
    const host = await at(lookupB, 'rows');
    type(host, '0');
    press(host, 'enter');
    const screen = draw(await taken(host, lookupB));
    expect(screen).toContain('✓ Right: 0');
    expect(screen).toContain('It has to.');
  });

  test('or wrong, beside what it was, and the score stands at the end', async () => {
    const host = await at(lookupB, 'rows');
    type(host, '2');
    press(host, 'enter');
    expect(draw(await taken(host, lookupB))).toContain('✗ You said 2; it was 0.');
    while (host.model().run?.lab?.finished === undefined) {
      press(host, 'space');
      await until(host, isReady);
    }
    expect(draw(host.model())).toContain('1 answer: wrong');
  });

  test('can be passed over, and then the answer is told but not scored', async () => {
    const host = await at(lookupB, 'rows');
    type(host, '2');
    press(host, 'escape');
    expect(draw(await taken(host, lookupB))).toContain('It was 0.');
    expect(host.model().run?.answers).toEqual([{ step: lookupB, said: undefined }]);
  });

  test('is open while the statement waits', async () => {
    const host = await at(insertA, 'affected');
    type(host, '1');
    press(host, 'enter');
    expect(draw(await taken(host, insertA))).toMatch(/You said 1; the server has not\s/);
    press(host, 'space');
    expect(draw(await taken(host, insertB))).toContain('✓ Right: 1');
  });

  test.for(['1213', 'er_lock_deadlock', 'ER_LOCK_DEADLOCK'])('names an error as %s', async (name) => {
    const host = await at(insertB, 'error');
    type(host, name);
    press(host, 'enter');
    expect(draw(await taken(host, insertB))).toContain(`✓ Right: ${name}`);
  });

  test('says that there is no error, where there is one', async () => {
    const host = await at(insertB, 'error');
    type(host, 'none');
    press(host, 'enter');
    expect(draw(await taken(host, insertB))).toContain('✗ You said none; it was 1213');
  });

  test('that cannot be told is neither right nor wrong', async () => {
    const host = await at(insertB, 'affected');
    type(host, '1');
    press(host, 'enter');
    expect(draw(await taken(host, insertB))).toContain('What was asked for did not come: ERROR');
  });
});

describe('a value', () => {
  const withValue = (value: string | null): Promise<LabHost> =>
    opened(
      lookupB,
      answering(
        lookupB,
        { kind: 'rows', columns: ['v'], rows: [[value]] },
        asking('deadlock', lookupB, asks('value')),
      ),
    );

  test.for([
    ['70', '70.00', 'Right: 70'],
    ['7e1', '70.00', 'Right: 7e1'],
    ['70.01', '70.00', 'You said 70.01; it was 70.00.'],
    ['null', null, 'Right: null'],
    ['NULL', 'NULL', 'Right: NULL'],
    ['0', null, 'You said 0; it was NULL.'],
    ['open', 'open', 'Right: open'],
    ['Open', 'open', 'You said Open; it was open.'],
    ['書籍 é', '書籍 é', 'Right: 書籍 é'],
  ] as const)('%s beside %s', async ([text, value, words]) => {
    const host = await withValue(value);
    type(host, text);
    press(host, 'enter');
    expect(draw(await taken(host, lookupB)).replaceAll(/[ │]+/g, ' ')).toContain(words);
  });
});

describe('while it is typed', () => {
  test('the usual key, and a line with nothing on it, take no step and say what to do', async () => {
    const host = await at(lookupB, 'rows');
    press(host, 'space', 'space', 'enter', 'newline');
    expect(host.model().run).toMatchObject({ phase: { kind: 'ready' }, answers: [] });
    expect(typed(host.model())).toBe('');
    expect(host.model().run?.notice).toBe('Type your answer first. Esc goes on without one.');
  });

  test('a number of rows is a number', async () => {
    const host = await at(lookupB, 'rows');
    type(host, 'two');
    press(host, 'enter');
    expect(host.model().run).toMatchObject({ answers: [], notice: 'A number of rows is asked for.' });
  });

  test('signs are erased one by one, also those of several code units', async () => {
    const host = await at(lookupB, 'value');
    type(host, 'a書');
    host.tell({ type: 'paste', text: '👩‍👩‍👧e\u0301' });
    press(host, 'backspace', 'backspace');
    expect(typed(host.model())).toBe('a書');
    press(host, 'left', 'backspace', 'b', 'end', 'c', 'ctrl-a', 'delete');
    expect(typed(host.model())).toBe('書c');
    press(host, 'ctrl-u', 'ctrl-k');
    expect(typed(host.model())).toBe('');
  });

  test('what is pasted comes on one line, without what cannot be seen, and no longer than an answer may be', async () => {
    const host = await at(lookupB, 'value');
    host.tell({ type: 'paste', text: '\n  one\r\n\u001B[31mtwo\t' });
    expect(typed(host.model())).toBe('one [31mtwo ');
    press(host, 'ctrl-u');
    host.tell({ type: 'paste', text: '書'.repeat(1_000_000) });
    expect(typed(host.model())).toBe('書'.repeat(longestAnswer));
    type(host, 'more');
    expect(typed(host.model())).toBe('書'.repeat(longestAnswer));
    expect(draw(host.model()).split('\n')).toHaveLength(24);
    press(host, 'ctrl-u');
    host.tell({ type: 'paste', text: `${'x'.repeat(longestAnswer - 3)}👩‍👩‍👧` });
    expect(typed(host.model())).toBe('x'.repeat(longestAnswer - 3));
  });

  test.for([
    [60, 18],
    [80, 24],
    [120, 36],
    [200, 60],
  ] as const)('at %i×%i every row is exactly as wide as the terminal', async ([columns, rows]) => {
    const host = await at(lookupB, 'value');
    const expectExact = () => {
      const drawn = screenOf(host.model(), { columns, rows }, 0, makeTheme(true)).rows;
      expect(drawn).toHaveLength(rows);
      for (const row of drawn) expect([widthOf(row), row]).toEqual([columns, row]);
    };
    for (const text of ['', 'x', '書'.repeat(longestAnswer), 'x', '👩‍👩‍👧e\u0301ا']) {
      host.tell({ type: 'paste', text });
      expectExact();
    }
    for (let caret = 0; caret < longestAnswer; caret += 1) {
      press(host, 'left');
      expectExact();
    }
    press(host, 'tab');
    expectExact();
  });

  test('Tab leads to the keys of other questions, and Enter back to what was typed', async () => {
    const host = await at(lookupB, 'rows');
    type(host, '3');
    press(host, 'tab', 'H');
    expect(host.model().run?.notice).toBe('There is no hint for this step.');
    press(host, 'Q', 'Q');
    expect(draw(host.model())).toContain('(Enter goes on with it)');
    press(host, 'left');
    expect(host.model().run?.track.at).toBe(lookupB - 1);
    press(host, 'right', 'enter', '0');
    expect(typed(host.model())).toBe('30');
    press(host, 'tab', 's');
    expect(draw(await taken(host, lookupB))).toContain('It was 0.');
  });

  test('somebody who hears the screen hears the question, what is asked for and what is typed', async () => {
    const host = await at(lookupB, 'error');
    type(host, 'none');
    const heard = linearLines(host.model(), 0, makeTheme(false));
    const from = heard.indexOf('What do you think?:');
    expect(heard.slice(from, from + 4)).toEqual([
      'What do you think?:',
      'Ask What will the server say?',
      'error (number or name), or none:',
      'none',
    ]);
    expect(heard.at(-1)).toContain('Esc skip');
  });
});
