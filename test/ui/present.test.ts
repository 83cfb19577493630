import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { widthOf } from '../../src/text/fit.ts';
import { LabHost } from '../../src/ui/host/lab-host.ts';
import { recordedLesson } from '../../src/ui/host/recorded-lesson.ts';
import type { Model, Presentation } from '../../src/ui/model/model.ts';
import { notesFor, parseNotes } from '../../src/ui/present/notes.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { lastOf, modelOf, recordingOf, runModel } from './recorded.ts';

const quiet: Presentation = {
  isPlaying: false,
  loops: false,
  stepMs: 3000,
  types: false,
  showsNotes: false,
  alarms: 0,
};

/** A clock whose alarms ring when the test says so. */
class Alarms {
  readonly waiting: { readonly ms: number; readonly ring: () => void }[] = [];
  now = () => 0;
  delay = (ms: number) =>
    ms < 400 && ms !== 40 ? Promise.resolve() : new Promise<void>((ring) => this.waiting.push({ ms, ring }));

  ring(): void {
    for (const { ring } of this.waiting.splice(0)) ring();
  }
}

const present = async (more: Partial<Presentation> = {}): Promise<{ host: LabHost; clock: Alarms }> => {
  const clock = new Alarms();
  const { lesson, choice, connect, start } = recordedLesson(recordingOf('deadlock'));
  const host = new LabHost({
    catalogue: [lesson],
    mode: 'present',
    asks: false,
    presentation: { ...quiet, ...more },
    connect,
    // The recording itself needs no time here.
    startRun: (options) => start({ ...options, clock: { now: () => 0, delay: async () => {} } }),
    clock,
  });
  host.tell({ type: 'lesson-opened', lesson, choice });
  await until(host, isReady);
  return { host, clock };
};

const press = (host: LabHost, ...keys: readonly string[]): void => {
  for (const key of keys) host.tell({ type: 'key', key, areas: noAreas });
};

const until = async (host: LabHost, holds: (model: Model) => boolean): Promise<Model> => {
  const { promise, resolve } = Promise.withResolvers<Model>();
  const look = () => {
    if (holds(host.model())) resolve(host.model());
  };
  const stop = host.subscribe(look);
  look();
  return promise.finally(stop);
};

const isReady = ({ run }: Model) => run?.phase.kind === 'ready';
const taken = ({ run }: Model) => run?.lab?.steps.filter((one) => one.status === 'taken').length ?? 0;

const draw = (model: Model, columns = 120, rows = 36): string =>
  screenOf(model, { columns, rows }, 0, makeTheme(false))
    .rows.map((row) => stripVTControlCharacters(row).trimEnd())
    .join('\n');

describe('a lesson before a class', () => {
  test('says nothing before it happens: neither the next statement nor why', async () => {
    const { host } = await present();
    for (const count of [1, 2, 3, 4]) {
      press(host, 'page-down');
      await until(host, (model) => isReady(model) && taken(model) === count);
    }
    const screen = draw(host.model());
    expect(screen).not.toContain('INSERT');
    expect(screen).not.toContain('Note');
    expect(screen).toContain('▸ 4 SERIALIZABLE ◂');
    press(host, 'space');
    const waits = draw(await until(host, (model) => isReady(model) && taken(model) === 5));
    expect(waits).toContain('‖ waits for B');
    await expect(`${waits}\n`).toMatchFileSnapshot('screens/present-120x36.txt');
    await host.close();
  });

  test.for([
    [60, 18],
    [80, 24],
    [120, 36],
    [200, 60],
  ] as const)(
    'at %i×%i every row is exactly as wide as the terminal, with notes and without',
    async ([columns, rows]) => {
      const { host } = await present({ notes: parseNotes('Say hello.\n\n## 1\n\nBegin *slowly*.') });
      for (const count of [0, 3, 6]) {
        while (taken(host.model()) < count) {
          const before = taken(host.model());
          press(host, 'space');
          await until(host, (model) => isReady(model) && taken(model) > before);
        }
        for (const key of ['n', 'n']) {
          const drawn = screenOf(host.model(), { columns, rows }, 0, makeTheme(true)).rows;
          expect(drawn).toHaveLength(rows);
          for (const row of drawn) expect([widthOf(row), row]).toEqual([columns, row]);
          press(host, key);
        }
      }
      await host.close();
    },
  );

  test('plays by itself to the end, pauses, and goes faster', async () => {
    const { host, clock } = await present();
    press(host, 'p');
    expect(clock.waiting.at(-1)?.ms).toBe(3000);
    press(host, '+');
    expect(clock.waiting.at(-1)?.ms).toBe(2000);
    press(host, 'p');
    clock.ring();
    expect(taken(host.model())).toBe(0);
    press(host, 'p');
    while (host.model().run?.lab?.finished === undefined) {
      clock.ring();
      await until(
        host,
        (model) => isReady(model) && (clock.waiting.length > 0 || !!model.run?.lab?.finished),
      );
    }
    expect(draw(host.model())).toContain('It holds: A book is stored once.');
    await host.close();
  });

  test('begins again at the end, when it loops', async () => {
    const { host, clock } = await present({ isPlaying: true, loops: true });
    while ((host.model().run?.number ?? 0) < 2) {
      clock.ring();
      await until(host, (model) => isReady(model) && clock.waiting.length > 0);
    }
    expect(taken(host.model())).toBe(0);
    await host.close();
  });

  test('writes a statement letter by letter, and sends it at once when asked again', async () => {
    const { host, clock } = await present({ types: true });
    press(host, 'space');
    for (const _ of 'START'.slice(1)) {
      clock.ring();
      await until(host, () => clock.waiting.length > 0);
    }
    expect(draw(host.model())).toMatch(/A> START TR/);
    expect(taken(host.model())).toBe(0);
    press(host, 'space');
    await until(host, (model) => isReady(model) && taken(model) === 1);
    expect(host.model().presentation?.written).toBeUndefined();
    await host.close();
  });
});

describe('speaker notes', () => {
  const notes = parseNotes(
    '# Title\n\nWelcome.\n\n## 1\n\nFirst.\n\n## lookup_b\n\nSecond.\n\n## end\n\nBye.\n',
  );

  test('belong to steps by number or by name, to the beginning and to the end', () => {
    expect(notesFor(notes, { index: 0 })).toBe('# Title\n\nWelcome.\n\nFirst.');
    expect(notesFor(notes, { index: 3, name: 'lookup_b' })).toBe('Second.');
    expect(notesFor(notes, { index: 2 })).toBe('');
    expect(notesFor(notes, 'end')).toBe('Bye.');
  });

  test('begin with the beginning before the server is there, and say how much of them is not shown', async () => {
    const { host } = await present({
      showsNotes: true,
      notes: parseNotes(`Welcome.\n\n## end\n\n${'Bye.\n\n'.repeat(30)}`),
    });
    const model = host.model();
    const drawn = (run: Model['run']) =>
      screenOf({ ...model, ...(run && { run }) }, { columns: 80, rows: 24 }, 0, makeTheme(false)).rows.map(
        stripVTControlCharacters,
      );
    const { lab, ...before } = model.run ?? runModel(lastOf('deadlock'));
    expect(lab).toBeDefined();
    const first = drawn(before);
    expect(first.join('\n')).toContain('Welcome.');
    expect(first.find((line) => line.includes('Notes'))).not.toContain('↓');
    const ended = drawn({ ...before, lab: lastOf('deadlock') });
    expect(ended.join('\n')).toContain('Bye.');
    expect(ended.find((line) => line.includes('Notes'))).toMatch(/↓ \d/);
    await host.close();
  });

  test('are shown on demand only', async () => {
    const { host } = await present({ notes });
    expect(draw(host.model())).not.toContain('Welcome.');
    press(host, 'n');
    expect(draw(host.model())).toContain('Welcome.');
    await host.close();
  });
});

describe('the end before a class', () => {
  const lab = lastOf('violation');
  const drawn = (rows: number, violations = lab.finished?.violations) => {
    const finished = lab.finished && { ...lab.finished, ...(violations && { violations }) };
    const run = runModel({ ...lab, ...(finished && { finished }) });
    const model: Model = { ...modelOf(run), mode: 'present', presentation: quiet };
    return screenOf(model, { columns: 80, rows }, 0, makeTheme(false)).rows.join('\n');
  };

  test('shows the rows that broke the promise, and which keys go on', () => {
    const words = drawn(24);
    const { columns, rows } = lab.finished?.violations ?? { columns: [], rows: [] };
    expect(words).toContain('✗ It is violated');
    for (const name of columns) expect(words).toContain(name);
    for (const value of rows.flat()) expect(words).toContain(`${value}`);
    expect(words).toMatch(/The end\. r begins anew, 1-4 another level, +o every order/);
    expect(words).not.toContain('Space next');
  });

  test('says how much it does not show', () => {
    const many = { columns: ['n'], rows: Array.from({ length: 9 }, (_, row) => [`${row}`]) };
    expect(drawn(24, many)).toContain('… and 5 more rows');
    expect(drawn(18, many)).toMatch(/… \d more lines/);
  });
});
