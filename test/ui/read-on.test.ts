import { describe, expect, test } from 'vitest';
import type { LabHost } from '../../src/ui/host/lab-host.ts';
import type { Areas } from '../../src/ui/model/messages.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { draw, hostAt, isReady, press, stepsTaken, until } from './asked.ts';
import { recordingOf } from './recorded.ts';

const size = { columns: 80, rows: 24 };

const areasOf = (host: LabHost): Areas => screenOf(host.model(), size, 0, makeTheme(false)).areas;

/** As on a real screen, which knows how much is below it. */
const pressOnScreen = (host: LabHost, key: string): void =>
  host.tell({ type: 'key', key, areas: areasOf(host) });

const unreadIn = (host: LabHost): number =>
  Number(/Space {2}more ↓ (\d+)/.exec(draw(host.model()))?.[1] ?? 0);

describe('Space', () => {
  test('pages what is not read yet before it takes a step, and a sign says so', async () => {
    const host = await hostAt(0, recordingOf('deadlock'));
    // The lesson first: to its end, and only then the first step.
    expect(unreadIn(host)).toBeGreaterThan(0);
    expect(draw(host.model())).toContain('Space more ↓');
    for (let pages = 0; unreadIn(host) > 0; pages++) {
      const before = unreadIn(host);
      pressOnScreen(host, 'space');
      expect(unreadIn(host)).toBeLessThan(before);
      expect(stepsTaken(host.model())).toBe(0);
      expect(pages).toBeLessThan(10);
    }
    pressOnScreen(host, 'space');
    await until(host, (model) => isReady(model) && stepsTaken(model) === 1);
    // Then what is said of the steps.
    for (const _ of [2, 3, 4, 5]) {
      press(host, 'space');
      await until(host, isReady);
    }
    expect(unreadIn(host)).toBeGreaterThan(0);
    pressOnScreen(host, 'space');
    expect(stepsTaken(host.model())).toBe(5);
    expect(unreadIn(host)).toBe(0);
    pressOnScreen(host, 'space');
    await until(host, (model) => isReady(model) && stepsTaken(model) === 6);
    await host.close();
  });

  test('takes the step where nobody sees the text, and Enter takes it in any case', async () => {
    const host = await hostAt(5, recordingOf('deadlock'));
    expect(unreadIn(host)).toBeGreaterThan(0);
    press(host, 'L', 'z');
    expect(areasOf(host).guide).toMatchObject({ max: 0 });
    press(host, 'z', 'L');
    expect(unreadIn(host)).toBeGreaterThan(0);
    pressOnScreen(host, 'enter');
    await until(host, (model) => isReady(model) && stepsTaken(model) === 6);
    await host.close();
  });

  test('pressed faster than steps are taken counts once, and that is said', async () => {
    const host = await hostAt(1, recordingOf('deadlock'));
    press(host, 'space', 'space');
    expect(host.model().run?.notice).toBeUndefined();
    press(host, 'space', 'space', 'space');
    await until(host, (model) => isReady(model) && stepsTaken(model) === 3);
    expect(draw(host.model())).toContain(
      'The next step is asked for already: until it is taken, Space counts once.',
    );
    await host.close();
  });
});

describe('a view', () => {
  test('has the keys while it is shown, and gives them back', async () => {
    const host = await hostAt(5, recordingOf('deadlock'));
    for (const before of ['guide', 'data'] as const) {
      expect(host.model().run?.focus).toBe(before);
      press(host, 'T');
      expect(host.model().run?.focus).toBe('main');
      press(host, 'L', 'L');
      expect(host.model().run?.focus).toBe(before);
      press(host, 'tab');
    }
    await host.close();
  });

  test('that has the keys is bright, and the others are quiet', async () => {
    const host = await hostAt(5, recordingOf('deadlock'));
    const rows = screenOf(host.model(), size, 0, makeTheme(true)).rows;
    expect(rows.find((row) => row.includes('Step by step'))).toContain('\u001B[1m▸Step by step');
    expect(rows.find((row) => row.includes('Who sees what'))).toContain('\u001B[2m Who sees what');
    await host.close();
  });
});
