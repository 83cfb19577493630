import { describe, expect, test } from 'vitest';
import type { ChoicePrediction, Prediction } from '../../src/lesson/prediction.ts';
import type { LabHost } from '../../src/ui/host/lab-host.ts';
import { openQuestion, readsPast } from '../../src/ui/run/question.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { linearLines } from '../../src/ui/view/linear-lines.ts';
import { asking, draw, hostAt, isReady, press, stepsTaken, until } from './asked.ts';
import { recordingOf } from './recorded.ts';

const insertA = 4;

const toEnd = async (host: LabHost) => {
  while (host.model().run?.lab?.finished === undefined) {
    press(host, 'space');
    await until(host, isReady);
  }
};

const required = <Value>(value: Value | undefined): Value => {
  if (value === undefined) throw new Error('Nothing there');
  return value;
};

/** A's insert waits for B; its question asks that. */
const willItWait: ChoicePrediction = {
  kind: 'choices',
  ask: 'What becomes of the insert?',
  because: 'B has read the place.',
  choices: [
    { says: 'It is done at once.', means: { affected: 1, waitsFor: [] } },
    { says: 'It waits for B.', means: { waitsFor: ['B'] } },
  ],
};

describe('a question before a step', () => {
  test('is on the screen before the step is taken, with what there is to choose from', async () => {
    const host = await hostAt(insertA, asking('deadlock', insertA, willItWait));
    await expect(`${draw(host.model())}\n`).toMatchFileSnapshot('screens/question-80x24.txt');
    await host.close();
  });

  test('the usual key does not take the step, however often it is pressed, and says what to do', async () => {
    const host = await hostAt(insertA, asking('deadlock', insertA, willItWait));
    press(host, 'space', 'space', 'enter', 'right');
    expect(host.model().run).toMatchObject({ phase: { kind: 'ready' }, answers: [] });
    expect(host.model().run?.notice).toContain('Choose with ↑ ↓');
    await host.close();
  });

  test('a key held down on the way to it does not go past it', async () => {
    const host = await hostAt(insertA - 1, asking('deadlock', insertA, willItWait));
    press(host, 'space', 'space', 'space', 'space');
    const model = await until(host, (one) => isReady(one) && stepsTaken(one) === insertA);
    expect(model.run && readsPast(model.run)).toBe(true);
    press(host, 'space');
    expect(host.model().run).toMatchObject({ turnedAt: insertA });
    expect(openQuestion(required(host.model().run))?.step).toBe(insertA);
    await host.close();
  });

  test('comes on a page of its own: what came before it is read first', async () => {
    const host = await hostAt(insertA - 1, asking('deadlock', insertA, willItWait));
    press(host, 'space');
    await until(host, (one) => isReady(one) && stepsTaken(one) === insertA);
    const past = draw(host.model());
    expect(past).toContain('▸What came');
    expect(past).toContain('Note  Nothing there either');
    expect(past).toContain('Space  question  step 5 of 8');
    expect(past).not.toMatch(/What becomes of the insert|Look/);
    press(host, 'l');
    const future = draw(host.model());
    expect(future).toContain('What becomes of the insert?');
    expect(future).not.toContain('Nothing there either');
    await host.close();
  });

  test('is chosen by a number, too, and by none that is not offered; levels do not switch meanwhile', async () => {
    const host = await hostAt(insertA, asking('deadlock', insertA, willItWait));
    press(host, '3');
    expect(host.model().run?.notice).toBe('There are 2 to choose from.');
    press(host, '1', '2');
    expect(draw(host.model())).toContain('▸ 2  It waits for B.');
    expect(host.model().run?.answers).toEqual([]);
    press(host, 'enter');
    const screen = draw(await until(host, (model) => isReady(model) && stepsTaken(model) === insertA + 1));
    expect(screen).toContain('✓ Right: “It waits for B.”');
    await host.close();
  });

  test('may be answered with a guess, which is told and counted apart', async () => {
    const host = await hostAt(insertA, asking('deadlock', insertA, willItWait));
    press(host, 'g');
    expect(host.model().run?.notice).toContain('Choose with');
    press(host, '2', 'g');
    const screen = draw(await until(host, (model) => isReady(model) && stepsTaken(model) === insertA + 1));
    expect(screen).toContain('✓ Right, as you guessed: “It waits for B.”');
    await toEnd(host);
    expect(draw(host.model())).toContain('1 answer: right, guessed');
    await host.close();
  });

  test('tells whoever chose a wrong one why it is wrong', async () => {
    const [first, second] = willItWait.choices;
    const choices = [
      { ...required(first), but: 'B holds the gap.' },
      { ...required(second), but: 'Never said.' },
    ];
    const host = await hostAt(insertA, asking('deadlock', insertA, { ...willItWait, choices }));
    press(host, '1', 'enter');
    const screen = draw(await until(host, (model) => isReady(model) && stepsTaken(model) === insertA + 1));
    expect(screen).toMatch(
      /You said “It is done at once\.”; [\s\S]*B holds the gap\.\n +B has read the place\./,
    );
    expect(screen).not.toContain('Never said');
    await host.close();
  });

  test('tells whoever said what the wait shows to be wrong at once, and the rest when the wait is over', async () => {
    const [first] = willItWait.choices;
    const choices = [
      { ...required(first), but: 'B holds the gap.' },
      { says: 'It waits for B, then is done.', means: { waitsFor: ['B'], affected: 1 } },
      { says: 'It waits for B, then fails.', means: { waitsFor: ['B'], error: '1205' } },
    ];
    const saying = async (choice: string): Promise<string> => {
      const host = await hostAt(insertA, asking('deadlock', insertA, { ...willItWait, choices }));
      press(host, choice, 'enter');
      const screen = draw(await until(host, (model) => isReady(model) && stepsTaken(model) === insertA + 1));
      if (choice === '1') {
        press(host, 'l');
        const model = await until(host, (one) => isReady(one) && stepsTaken(one) > insertA + 1);
        const over = linearLines(model, 0, makeTheme(false)).join(' ');
        expect(over).toContain('it was “It waits for B, then is done.”');
        expect(over).not.toContain('B holds the gap.');
      }
      await toEnd(host);
      expect(draw(host.model())).toContain(`1 answer: ${choice === '2' ? 'right' : 'wrong'}.`);
      await host.close();
      return screen;
    };
    const wrong = await saying('1');
    expect(wrong).toMatch(/✗ You said “It is done at once\.”, but it waits for B\.\n +B holds the gap\./);
    expect(wrong).not.toContain('B has read the place.');
    for (const still of ['2', '3'])
      expect(await saying(still)).toMatch(/what comes of it is not known\s+yet/);
  });

  test('of the last step is told on a page before the end', async () => {
    const commit: Prediction = {
      kind: 'choices',
      ask: 'How does it end?',
      choices: [
        { says: 'With one book.', means: { affected: 0 } },
        { says: 'With an error.', means: { error: '1213' } },
      ],
    };
    const last = 6;
    const host = await hostAt(last, asking('deadlock', last, commit));
    press(host, '1', 'enter');
    await until(host, (model) => isReady(model) && model.run?.lab?.finished !== undefined);
    expect(draw(host.model())).toContain('✓ Right: “With one book.”');
    expect(draw(host.model())).toContain('Space  see how it ended');
    press(host, 'space');
    expect(draw(host.model())).toContain('At the end');
    await host.close();
  });

  test.for([['G'], ['w'], ['t', '8', 'enter']])(
    '%s stops at it, and goes on from there no more than once it is answered',
    async (keys) => {
      const host = await hostAt(1, asking('deadlock', insertA, willItWait));
      press(host, ...keys);
      const model = await until(host, (one) => isReady(one) && stepsTaken(one) >= insertA);
      expect(model.run).toMatchObject({
        notice: expect.stringMatching(/^Stopped (?:at|before) a question/),
        answers: [],
      });
      press(host, ...keys);
      expect([host.model().run?.phase.kind, stepsTaken(host.model())]).toEqual(['ready', insertA]);
      // What came is read first.
      press(host, 'space', 's');
      await until(host, (one) => isReady(one) && stepsTaken(one) === insertA + 1);
      press(host, ...keys);
      await until(host, (one) => isReady(one) && stepsTaken(one) > insertA + 1);
      await host.close();
    },
  );

  test('a right answer takes the step, is confirmed by what the server did, and explained', async () => {
    const host = await hostAt(insertA, asking('deadlock', insertA, willItWait));
    press(host, 'down', 'down', 'down', 'enter');
    const screen = draw(await until(host, (model) => isReady(model) && stepsTaken(model) === insertA + 1));
    expect(screen).toContain('✓ Right: “It waits for B.”');
    expect(screen).toContain('B has read the place.');
    await host.close();
  });

  test('a wrong one is told beside the right one, and the score stands at the end', async () => {
    const host = await hostAt(insertA, asking('deadlock', insertA, willItWait));
    press(host, 'j', 'space');
    const screen = draw(await until(host, (model) => isReady(model) && stepsTaken(model) === insertA + 1));
    expect(screen).toContain('✗ You said “It is done at once.”;');
    expect(screen).toContain('was “It waits for B.”.');
    await toEnd(host);
    expect(draw(host.model())).toContain('1 answer: wrong');
    await host.close();
  });

  test('can be passed over, and then the answer is told but not scored', async () => {
    const host = await hostAt(insertA, asking('deadlock', insertA, willItWait));
    press(host, 's');
    const screen = draw(await until(host, (model) => isReady(model) && stepsTaken(model) === insertA + 1));
    expect(screen).toContain('It was “It waits for B.”.');
    await host.close();
  });

  test('questions can be switched off and on again', async () => {
    const host = await hostAt(insertA, asking('deadlock', insertA, willItWait));
    press(host, 'Q');
    expect(host.model()).toMatchObject({ asks: false, run: { asks: false } });
    expect(draw(host.model())).not.toContain('What becomes of the insert?');
    press(host, 'Q');
    expect(draw(host.model())).toContain('What becomes of the insert?');
    press(host, 'Q', 'space');
    await until(host, (model) => isReady(model) && stepsTaken(model) === insertA + 1);
    await host.close();
  });

  test('other keys mean what they mean without a question', async () => {
    const host = await hostAt(insertA, asking('deadlock', insertA, willItWait));
    press(host, '?');
    expect(draw(host.model())).toContain('At a question');
    press(host, 'escape', 'left');
    expect(host.model().run?.lab?.timeline.length).toBeLessThan(insertA);
    await host.close();
  });
});

describe('a question about rows', () => {
  const which: Prediction = {
    kind: 'rows',
    ask: 'Which rows come?',
    rows: [
      ['1', 'A brief history of the world'],
      ['2', 'Sapiens'],
    ],
  };
  const lookupB = 3;

  test('is answered by marking rows, and none is an answer', async () => {
    const host = await hostAt(lookupB, asking('deadlock', lookupB, which));
    press(host, 'down', 'space', 'down', 'space', 'k', 'space');
    expect(draw(host.model())).toMatch(/\[ \] 1 │ A brief history of the world[\s\S]*\[x\] 2 │ Sapiens/);
    press(host, 'down', 'space', 'enter');
    const screen = draw(await until(host, (model) => isReady(model) && stepsTaken(model) === lookupB + 1));
    expect(screen).toContain('✓ Right: no row');
    await host.close();
  });
});

describe('a hint', () => {
  test('is shown to those who ask for it, and only for its step', async () => {
    const recording = recordingOf('deadlock').map((event) =>
      event.type === 'run-started'
        ? {
            ...event,
            script: {
              ...event.script,
              steps: event.script.steps.map((one, index) =>
                index === 1 ? { ...one, hint: 'Look twice.' } : one,
              ),
            },
          }
        : event,
    );
    const host = await hostAt(0, recording);
    press(host, 'H');
    expect(host.model().run?.notice).toBe('There is no hint for this step.');
    press(host, 'space');
    await until(host, (model) => isReady(model) && stepsTaken(model) === 1);
    expect(draw(host.model())).not.toContain('Look twice.');
    press(host, 'H');
    expect(draw(host.model())).toContain('Look twice.');
    press(host, 'space');
    expect(draw(await until(host, (model) => isReady(model) && stepsTaken(model) === 2))).not.toContain(
      'Look twice.',
    );
    await host.close();
  });
});
