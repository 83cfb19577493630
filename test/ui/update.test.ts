import { describe, expect, test } from 'vitest';
import { orderOf } from '../../src/lesson/order.ts';
import { initialModel } from '../../src/ui/model/initial.ts';
import type { Command, Message } from '../../src/ui/model/messages.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { update } from '../../src/ui/update.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { lastOf, lessonOf, stateWhere } from './recorded.ts';

const about = { version: '9.7.4', provider: 'embedded', place: 'a socket' } as const;
const script = lastOf('deadlock').script;
const fix = { id: 'fix', title: 'A fix', about: 'It helps.', setup: [], steps: [] };
const lesson = lessonOf(script, { id: 'one', level: 'REPEATABLE READ', variants: [fix] });
const other = lessonOf(script, { id: 'two', levels: ['SERIALIZABLE'], level: 'SERIALIZABLE' });
const problem = { title: 'No MySQL server', message: 'none', next: [] };

const key = (name: string): Message => ({ type: 'key', key: name, areas: noAreas });

/** What comes of messages: the last model, and the commands of them all. */
const told = (...messages: readonly Message[]): { model: Model; commands: readonly Command[] } => {
  let { model } = initialModel([lesson, other]);
  const commands: Command[] = [];
  for (const message of messages) {
    const next = update(model, message);
    model = next.model;
    commands.push(...next.commands);
  }
  return { model, commands };
};

const ready: Message = { type: 'server-ready', attempt: 1, about };
const opened: Message = { type: 'run-opened', run: 1 };
const taken: Message = { type: 'step-taken', run: 1 };
const types = (commands: readonly Command[]) => commands.map((one) => one.type);

describe('beginning', () => {
  test('the server is asked for at once, and no run is opened before a lesson is', () => {
    const { model, commands } = initialModel([lesson]);
    expect(commands).toEqual([{ type: 'connect', attempt: 1 }]);
    expect(update(model, ready).commands).toEqual([]);
  });

  test('a lesson that is opened before the server is there is opened when it comes', () => {
    expect(types(told(key('enter')).commands)).toEqual([]);
    expect(types(told(key('enter'), ready).commands)).toEqual(['open-run']);
  });

  test('what else a lesson needs is told while it comes up, and forgotten when it is there', () => {
    const progress = { message: 'Fetching Redis', done: 0.5 };
    const fetching: Message = { type: 'server-progress', attempt: 1, progress };
    const { model } = told(key('enter'), ready, fetching);
    expect(model.run?.phase).toEqual({ kind: 'opening', progress });
    expect(model.server.status).toBe('ready');
    expect(update(model, opened).model.run?.phase).toEqual({ kind: 'ready' });
  });

  test('asking for the next step while the server is coming is remembered once', () => {
    const { model, commands } = told(key('enter'), key('space'), key('space'), ready, opened);
    expect(types(commands)).toEqual(['open-run', 'take-step']);
    expect(model.run?.nextWanted).toBe(false);
    expect(types(update(model, taken).commands)).toEqual([]);
  });

  test('lessons of a topic stand together, whatever order they come in', () => {
    const far = lessonOf(script, { id: 'three', topic: 'elsewhere' });
    expect(initialModel([lesson, far, other]).model.catalogue.map((one) => one.id)).toEqual([
      'one',
      'two',
      'three',
    ]);
  });
});

describe('stepping', () => {
  const run = [key('enter'), ready, opened];

  test('while a step is being taken, a held key asks for one more step and not for many', () => {
    const held = Array.from({ length: 50 }, () => key('space'));
    expect(types(told(...run, ...held).commands)).toEqual(['open-run', 'take-step']);
    expect(types(told(...run, ...held, taken, taken, taken).commands)).toEqual([
      'open-run',
      'take-step',
      'take-step',
    ]);
  });

  test('once a step is seen to wait for its own end, asking for the next one is refused with a word', () => {
    const lab = stateWhere('timeout', (state) =>
      state.timeline.some((one) => one.kind === 'statement' && one.status === 'blocked'),
    );
    const changed: Message = { type: 'lab-changed', run: 1, lab, now: 0 };
    const early = told(...run, key('space'), key('space'), changed, taken);
    expect(types(early.commands)).toEqual(['open-run', 'take-step']);
    const late = told(...run, key('space'), changed, key('space'));
    expect(late.model.run).toMatchObject({ nextWanted: false, notice: expect.stringContaining('not over') });
    expect(update(late.model, taken).model.run?.notice).toBeUndefined();
  });

  test('a word about how things stand goes when they stand otherwise', () => {
    const early = told(key('enter'), key('c'));
    expect(early.model.run?.notice).toBe('There is no server yet.');
    expect(update(early.model, ready).model.run?.notice).toBeUndefined();
    const making = told(key('enter'), ready, key('n'));
    expect(making.model.run?.notice).toBe('The sandbox is not ready yet.');
    expect(update(making.model, opened).model.run?.notice).toBeUndefined();
    const lab = stateWhere('timeout', (state) => state.sessions[1]?.status === 'blocked');
    const changed = (now: typeof lab): Message => ({ type: 'lab-changed', run: 1, lab: now, now: 0 });
    const waiting = told(...run, key('space'), changed(lab), key('b'), key('x'), key('enter')).model;
    expect(update(waiting, changed({ ...lab, at: lab.at + 1 })).model.run?.notice).toContain('B is not free');
    expect(update(waiting, changed(lastOf('timeout'))).model.run?.notice).toBeUndefined();
  });

  test('what was said to a key outlives the end of a step that was under way', () => {
    const lab = stateWhere('timeout', (state) => state.sessions[1]?.status === 'blocked');
    const changed: Message = { type: 'lab-changed', run: 1, lab, now: 0 };
    const { model } = told(...run, key('space'), changed, key('b'), key('x'), key('enter'));
    expect(model.run?.notice).toContain('B is not free');
    expect(update(model, taken).model.run?.notice).toContain('B is not free');
  });

  test('after the end there is no next step', () => {
    const changed: Message = { type: 'lab-changed', run: 1, lab: lastOf('deadlock'), now: 0 };
    expect(types(told(...run, changed, key('space')).commands)).toEqual(['open-run', 'look']);
  });

  test('news of a run that was closed is not heard', () => {
    const lab = lastOf('deadlock');
    const { model } = told(...run, key('r'), { type: 'lab-changed', run: 1, lab, now: 0 });
    expect(model.run).toMatchObject({ number: 2, phase: { kind: 'opening' } });
    expect(model.run?.lab).toBeUndefined();
  });
});

describe('choosing', () => {
  const run = [key('enter'), ready, opened];

  test('a level opens a fresh run and closes the other one', () => {
    const { model, commands } = told(...run, key('4'));
    expect(commands.slice(1)).toEqual([
      { type: 'close-run', run: 1 },
      { type: 'open-run', run: 2, script: expect.objectContaining({ level: 'SERIALIZABLE' }), again: [] },
    ]);
    expect(model.run?.choice).toEqual({ level: 'SERIALIZABLE' });
  });

  test('a level the lesson does not run at is refused with a word, which the next key takes away', () => {
    const there = [key('down'), key('enter'), ready, opened];
    // The list knows its own length.
    const { model, commands } = told(...there, key('1'));
    expect(types(commands)).toEqual(['open-run']);
    expect(model.run?.notice).toBe('This lesson does not run at READ UNCOMMITTED.');
    expect(update(model, key('tab')).model.run?.notice).toBeUndefined();
  });

  test('variants go round: as it is, the fix, as it is; the level stays', () => {
    const fixed = told(...run, key('4'), key('v')).model;
    expect(fixed.run?.choice).toEqual({ level: 'SERIALIZABLE', variant: 'fix' });
    expect(update(fixed, key('v')).model.run?.choice).toEqual({ level: 'SERIALIZABLE' });
  });

  test('an order stays at another level and in variants that have these turns, and goes where they have not', () => {
    const { steps } = lesson;
    const same = { ...fix, id: 'same', steps: steps.toReversed() };
    const varied = { ...lesson, variants: [same, fix] };
    const order = orderOf(steps.toSorted((a, b) => (a.session < b.session ? -1 : 1)));
    const opens: Message = { type: 'lesson-opened', lesson: varied, choice: { order } };
    const at = told(ready, opens, key('4'));
    expect(at.model.run).toMatchObject({ choice: { level: 'SERIALIZABLE', order }, script: { order } });
    const { model } = told(ready, opens, key('4'), key('v'));
    expect(model.run).toMatchObject({ choice: { variant: 'same', order }, script: { order } });
    expect(model.run?.notice).toBeUndefined();
    const fixed = update(model, key('v')).model;
    expect(fixed.run?.choice).toEqual({ level: 'SERIALIZABLE', variant: 'fix' });
    expect(fixed.run?.notice).toBe(`Its steps cannot be taken in the order ${order}: this is its own order.`);
  });

  test('Esc goes back to the list, where the lesson stays chosen', () => {
    const { model, commands } = told(key('down'), key('enter'), ready, opened, key('escape'));
    expect(model.run).toBeUndefined();
    expect(model.selected).toBe(1);
    expect(commands.at(-1)).toEqual({ type: 'close-run', run: 1 });
  });

  test('the help takes the keys until it is closed', () => {
    const { model, commands } = told(...run, key('?'), key('space'));
    expect(model.overlay).toBeUndefined();
    expect(types(commands)).toEqual(['open-run']);
    expect(types(told(...run, key('?'), key('q')).commands)).toEqual(['open-run']);
  });

  test('Ctrl-C leaves from everywhere, q from the list and the run', () => {
    expect(told(key('?'), key('ctrl-c')).commands).toEqual([{ type: 'leave', how: 'interrupted' }]);
    expect(told(key('q')).commands).toEqual([{ type: 'leave', how: 'quit' }]);
    expect(told(...run, key('q')).commands.at(-1)).toEqual({ type: 'leave', how: 'quit' });
  });
});

describe('trouble', () => {
  test('without a server r tries again, and the lesson opens when one comes', () => {
    const { model, commands } = told(
      key('enter'),
      { type: 'server-absent', attempt: 1, problem },
      key('space'),
      key('r'),
      { type: 'server-ready', attempt: 2, about },
    );
    expect(types(commands)).toEqual(['close-run', 'connect', 'open-run']);
    expect(model.run).toMatchObject({ number: 2, nextWanted: false, phase: { kind: 'opening' } });
  });

  test('r in the list tries again only where there is something to try', () => {
    expect(types(told(key('r')).commands)).toEqual([]);
    const absent: Message = { type: 'server-absent', attempt: 1, problem };
    expect(types(told(absent, key('r'), key('r')).commands)).toEqual(['connect']);
  });

  test('a server that goes away says more than what it broke', () => {
    const broken: Message = { type: 'run-broken', run: 1, problem: { ...problem, title: 'Broken' } };
    const gone: Message = { type: 'server-absent', attempt: 1, problem };
    for (const order of [
      [broken, gone],
      [gone, broken],
    ]) {
      const { model } = told(key('enter'), ready, opened, ...order);
      expect(model.run?.phase).toEqual({ kind: 'broken', problem });
    }
  });

  test('a setup that fails is told, and the next try opens a run anew', () => {
    const broken: Message = { type: 'run-broken', run: 1, problem };
    const { model, commands } = told(key('enter'), ready, broken, key('space'), key('r'));
    expect(types(commands)).toEqual(['open-run', 'close-run', 'open-run']);
    expect(model.run?.number).toBe(2);
  });

  test('news of an earlier attempt to reach a server is not heard', () => {
    const absent: Message = { type: 'server-absent', attempt: 1, problem };
    const { model } = told(absent, key('r'), ready);
    expect(model.server.status).toBe('coming');
  });
});
