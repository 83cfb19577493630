import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { LabState } from '../../src/engine/state.ts';
import { widthOf } from '../../src/text/fit.ts';
import { LabHost } from '../../src/ui/host/lab-host.ts';
import { keyNames } from '../../src/ui/keys/key-names.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { linearLines } from '../../src/ui/view/linear-lines.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { FakeClock, FakeServer } from '../engine/fake-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { lessonOf } from './recorded.ts';

const script = scriptOfSteps([
  step('A', 'START TRANSACTION'),
  step('A', 'lock k'),
  step('B', 'lock k'),
  step('A', 'COMMIT'),
]);

/** A lesson that is open on a server in memory, and a keyboard. */
class Desk implements AsyncDisposable {
  readonly server = new FakeServer();
  readonly host: LabHost;

  constructor() {
    this.host = new LabHost({
      catalogue: [lessonOf(script)],
      connect: async () => this.server,
      clock: new FakeClock(),
    });
  }

  static async open(): Promise<Desk> {
    const desk = new Desk();
    desk.press('enter');
    await desk.until(isReady);
    return desk;
  }

  press(...keys: readonly string[]): void {
    for (const key of keys) this.host.tell({ type: 'key', key, areas: noAreas });
  }

  /** As a terminal hands it over. */
  type(input: string): void {
    this.press(...keyNames(input, {}));
  }

  async until(holds: (model: Model) => boolean): Promise<Model> {
    const { promise, resolve } = Promise.withResolvers<Model>();
    const look = () => {
      if (holds(this.host.model())) resolve(this.host.model());
    };
    const stop = this.host.subscribe(look);
    look();
    return promise.finally(stop);
  }

  /** The statements on the screen: who, what, by whom. */
  get statements(): readonly string[] {
    return (this.host.model().run?.lab?.timeline ?? []).flatMap((one) =>
      one.kind === 'statement' ? [`${one.session} ${one.sql} (${one.by})`] : [],
    );
  }

  /** How the newest of each session stands. */
  get standing(): readonly string[] {
    return (this.host.model().run?.lab?.sessions ?? []).map(({ name, status }) => `${name} ${status}`);
  }

  get bottom(): string {
    const { rows } = screenOf(this.host.model(), { columns: 120, rows: 30 }, 0, makeTheme(false));
    return rows
      .slice(-4)
      .map((row) => stripVTControlCharacters(row))
      .join('\n');
  }

  async done(statements: number): Promise<void> {
    await this.until((model) => isReady(model) && this.statements.length === statements);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host.close();
  }
}

const isReady = (model: Model) => model.run?.phase.kind === 'ready';
const isOver = (one: LabState['timeline'][number]) => one.kind === 'statement' && one.outcome !== undefined;
const busy = (model: Model, place: number) => model.run?.lab?.sessions[place]?.status !== 'idle';
const promptOf = (model: Model) => model.run?.prompt;

describe('statements of the user', () => {
  test('are written and run in one chunk of keys, and the script goes on afterwards', async () => {
    await using desk = await Desk.open();
    desk.press('space');
    await desk.done(1);
    desk.type('brows 2\r');
    await desk.done(2);
    expect(promptOf(desk.host.model())).toMatchObject({ session: 'B', editor: { text: '' } });
    desk.press('escape', 'space');
    await desk.done(3);
    expect(desk.statements).toEqual(['A START TRANSACTION (script)', 'B rows 2 (user)', 'A lock k (script)']);
  });

  test('that are written faster than they are run are run one after the other', async () => {
    await using desk = await Desk.open();
    desk.type('arows 1\rrows 2\rok 3\r');
    await desk.done(3);
    expect(desk.statements).toEqual(['A rows 1 (user)', 'A rows 2 (user)', 'A ok 3 (user)']);
    desk.press('escape', 'left', 'left');
    expect(desk.statements).toEqual(['A rows 1 (user)']);
  });

  test('can be several lines, typed or pasted, and are found again with ↑', async () => {
    await using desk = await Desk.open();
    desk.type('aok 1\n -- two lines\r');
    await desk.done(1);
    desk.host.tell({ type: 'paste', text: 'rows 3\r\n' });
    desk.press('enter');
    await desk.done(2);
    desk.type('draft');
    desk.press('up');
    expect(promptOf(desk.host.model())?.editor.text).toBe('rows 3');
    desk.press('up');
    expect(promptOf(desk.host.model())?.editor.text).toBe('ok 1\n -- two lines');
    desk.press('down', 'down', 'down', 'down');
    expect(promptOf(desk.host.model())?.editor.text).toBe('draft');
  });

  test('that never end are ended with Ctrl-C, and only what is written is dropped by it otherwise', async () => {
    await using desk = await Desk.open();
    desk.type('ahang\r');
    await desk.until((model) => model.run?.lab?.sessions[0]?.status === 'running');
    desk.press('ctrl-c');
    await desk.done(1);
    expect(desk.host.model().run?.lab?.timeline[0]).toMatchObject({ outcome: { cancelled: 'user' } });
    desk.type('abc');
    desk.press('ctrl-c');
    expect(promptOf(desk.host.model())?.editor.text).toBe('');
    desk.press('ctrl-c');
    expect(promptOf(desk.host.model())).toBeUndefined();
  });

  test('that wait are ended with x, and the session is free again', async () => {
    await using desk = await Desk.open();
    desk.press('t', '3', 'enter');
    await desk.until((model) => isReady(model) && model.run?.lab?.sessions[1]?.status === 'blocked');
    desk.type('brows 1\r');
    expect(desk.host.model().run?.notice).toContain('B is not free: it waits.');
    expect(promptOf(desk.host.model())?.editor.text).toBe('rows 1');
    desk.press('escape', 'x');
    await desk.until((model) => isReady(model) && model.run?.lab?.sessions[1]?.status === 'idle');
  });

  test('fail as evidence: the error is on the screen and the run goes on', async () => {
    await using desk = await Desk.open();
    desk.type('afail 1142\r');
    await desk.done(1);
    expect(desk.host.model().run).toMatchObject({ phase: { kind: 'ready' } });
    expect(desk.host.model().run?.lab?.timeline[0]).toMatchObject({
      outcome: { kind: 'error', errno: 1142 },
    });
  });

  test('where the user looks back, run there: the way is gone again up to that place', async () => {
    await using desk = await Desk.open();
    desk.press('t', '3', 'enter');
    await desk.until((model) => isReady(model) && model.run?.track.at === 3);
    desk.press('left', 'left');
    desk.type('brows 1\r');
    await desk.done(2);
    expect(desk.statements).toEqual(['A START TRANSACTION (script)', 'B rows 1 (user)']);
    expect(desk.host.model().run?.number).toBe(2);
  });

  test('are left out with u: the same steps of the script again', async () => {
    await using desk = await Desk.open();
    desk.press('space');
    await desk.done(1);
    expect(desk.bottom).not.toMatch(/✎|u script/);
    desk.type('brows 1\r');
    await desk.done(2);
    expect(desk.bottom).toMatch(/Your own statement in B.*✎ off the script/);
    desk.press('escape', 'space');
    await desk.done(3);
    expect(desk.bottom).toMatch(/step 3 of 4.*✎ off the script[\s\S]*u script/);
    desk.press('left');
    expect(desk.bottom).toMatch(/✎ ◂ 1 step back/);
    desk.press('left', 'left');
    expect(desk.bottom).not.toMatch(/✎|u script/);
    desk.press('end');
    desk.press('u');
    await desk.until((model) => isReady(model) && model.run?.number === 2);
    expect(desk.bottom).not.toMatch(/✎|u script/);
    expect(desk.statements).toEqual(['A START TRANSACTION (script)', 'A lock k (script)']);
    desk.press('u');
    expect(desk.host.model().run?.notice).toContain('nothing but the script');
  });

  test('survive a change of level: they are run there too', async () => {
    await using desk = await Desk.open();
    desk.type('brows 1\r');
    await desk.done(1);
    desk.press('escape', '2');
    await desk.until((model) => isReady(model) && model.run?.number === 2);
    expect(desk.statements).toEqual(['B rows 1 (user)']);
  });
});

describe('while a statement is at work', () => {
  test('other sessions take statements at once, also of the same chunk of keys, and the script says why it waits', async () => {
    await using desk = await Desk.open();
    desk.type('bhang\r\trows 2\rrows 3\r');
    await desk.until((model) => (model.run?.lab?.timeline.filter(isOver).length ?? 0) === 2);
    expect(desk.statements).toEqual(['B hang (user)', 'A rows 2 (user)', 'A rows 3 (user)']);
    expect(desk.standing).toEqual(['A idle', 'B running']);
    expect(desk.host.model().run?.lab?.settled).toBe(false);
    desk.press('escape');
    expect(desk.bottom).toContain('B is at work; the script goes on after it. x ends it');
    desk.press('space');
    expect(desk.bottom).toContain('The script goes on when your statement is over.');
    // What was at work then is at work again, and awaited by nobody, where the way is gone again.
    desk.press('left', 'a');
    desk.type('ok 7\r');
    await desk.until((model) => model.run?.number === 2 && desk.statements.length === 3 && !busy(model, 0));
    expect(desk.statements).toEqual(['B hang (user)', 'A rows 2 (user)', 'A ok 7 (user)']);
    expect(desk.standing).toEqual(['A idle', 'B running']);
    desk.press('escape', 'x');
    await desk.done(3);
    expect(desk.bottom).toMatch(/Space +step 1 of 4/);
  });

  test('its own session says so, and what was written is in the prompt again, or named', async () => {
    await using desk = await Desk.open();
    desk.type('ahang\rrows 1\rrows 2\r');
    await desk.until((model) => promptOf(model)?.editor.text !== '');
    expect(promptOf(desk.host.model())?.editor.text).toBe('rows 1\nrows 2');
    expect(desk.bottom).toContain('A is not free: it is at work. Ctrl-C ends its statement.');
    desk.press('enter');
    expect(promptOf(desk.host.model())?.editor.text).toBe('rows 1\nrows 2');
    desk.press('ctrl-c', 'ctrl-u', 'backspace', 'ctrl-u');
    await desk.done(1);
    desk.type('hang\rrows 3\rdraft');
    await desk.until((model) => model.run?.notice !== undefined);
    expect(promptOf(desk.host.model())?.editor.text).toBe('draft');
    expect(desk.bottom).toContain('Not sent, ↑ in the prompt has it: rows 3');
    expect(desk.statements).toHaveLength(2);
    desk.press('ctrl-c');
    await desk.done(2);
  });

  test('a run that ends gives back what it did not take', async () => {
    await using desk = await Desk.open();
    desk.type('ahang\rrows 1\r');
    desk.press('escape', 'r');
    expect(desk.host.model().run?.notice).toContain('Not sent, ↑ in the prompt has it: rows 1');
    await desk.until(isReady);
    desk.type('ahang\rrows 2\r');
    desk.host.tell({ type: 'run-broken', run: 2, problem: { title: '', message: '', next: [] } });
    expect(promptOf(desk.host.model())?.editor.text).toBe('rows 2');
  });

  test('what the server could not be asked any more is given back, and no part of the way', async () => {
    await using desk = await Desk.open();
    desk.type('arows 1\r');
    await desk.done(1);
    const action = { kind: 'submit', session: 'A', sql: 'rows 1' } as const;
    desk.host.tell({ type: 'statement-refused', run: 1, action, reason: 'A is lost.' });
    expect(promptOf(desk.host.model())?.editor.text).toBe('rows 1');
    expect(desk.host.model().run).toMatchObject({ notice: 'A is lost.', track: { actions: [], at: 0 } });
  });
});

describe('the prompt on the screen', () => {
  const sizes = [
    { columns: 60, rows: 18 },
    { columns: 80, rows: 24 },
    { columns: 200, rows: 60 },
  ];

  test.for(sizes)('fits at $columns×$rows whatever is written', async (size) => {
    await using desk = await Desk.open();
    desk.press('a');
    const texts = ['SELECT 1', '漢字👩‍👩‍👧e\u0301\t\u202E'.repeat(40), 'x\ny\n'.repeat(50), 'z'.repeat(5000)];
    for (const text of texts) {
      desk.host.tell({ type: 'paste', text });
      for (const key of ['home', 'left', 'up', 'up', 'end']) {
        const { rows } = screenOf(desk.host.model(), size, 0, makeTheme(true));
        expect(rows).toHaveLength(size.rows);
        for (const row of rows) expect([widthOf(row), row]).toEqual([size.columns, row]);
        desk.press(key);
      }
    }
  });

  test('says where it writes, what may happen, and which keys act', async () => {
    await using desk = await Desk.open();
    desk.type('bSELECT 1');
    const { rows } = screenOf(desk.host.model(), { columns: 120, rows: 30 }, 0, makeTheme(false));
    const text = rows.map((row) => stripVTControlCharacters(row)).join('\n');
    expect(text).toContain('Your own statement in B. It reaches this sandbox only; SHOW GRANTS tells.');
    expect(text).toContain(' B> SELECT 1');
    const heard = stripVTControlCharacters(linearLines(desk.host.model(), 0, makeTheme(false)).join('\n'));
    expect(heard).toMatch(/Your own statement in B\..*\nB> SELECT 1\nEnter run it/);
    expect(heard).not.toContain('Space step 1');
    expect(text).toMatch(
      /Enter run it.*Tab complete, other session.*Ctrl-C end statement.*Esc to the script/,
    );
  });
});
