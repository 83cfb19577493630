import { describe, expect, test } from 'vitest';
import type { Prediction } from '../../src/lesson/prediction.ts';
import { openQuestion } from '../../src/ui/run/question.ts';
import { asking, draw, hostAt, isReady, press, stepsTaken, until } from './asked.ts';
import { recordingOf } from './recorded.ts';

const insertA = 4;

/** A's insert waits for B; its question asks that. */
const willItWait: Prediction = {
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
    expect(model.run && openQuestion(model.run)?.step).toBe(insertA);
    await host.close();
  });

  test.for([['G'], ['w'], ['t', '8', 'enter']])(
    '%s stops at it, and goes on from there no more than once it is answered',
    async (keys) => {
      const host = await hostAt(1, asking('deadlock', insertA, willItWait));
      press(host, ...keys);
      const model = await until(host, (one) => isReady(one) && stepsTaken(one) >= insertA);
      expect(model.run).toMatchObject({
        notice: expect.stringContaining('Stopped at a question'),
        answers: [],
      });
      press(host, ...keys);
      expect([host.model().run?.phase.kind, stepsTaken(host.model())]).toEqual(['ready', insertA]);
      press(host, 's');
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
    while (host.model().run?.lab?.finished === undefined) {
      press(host, 'space');
      await until(host, isReady);
    }
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
    expect(draw(host.model())).toContain('In a recording');
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
