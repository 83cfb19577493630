import { describe, expect, test } from 'vitest';
import { initialModel } from '../../src/ui/model/initial.ts';
import type { Command, Message } from '../../src/ui/model/messages.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { update } from '../../src/ui/update.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { lastOf, lessonOf, type RecordingName, statesOf } from './recorded.ts';

const key = (name: string): Message => ({ type: 'key', key: name, areas: noAreas });
const fix = { id: 'fix', title: 'A fix', about: '', setup: [], steps: [] };

/** A run in the lab, its server played by a recording: each step tells what came of it. */
class PlayedRun {
  model: Model;
  readonly commands: Command[] = [];
  readonly #settled;

  constructor(name: RecordingName) {
    const states = statesOf(name);
    // What each step came to, as far as nothing else was asked.
    this.#settled = states.filter(
      (lab, index) => lab.settled && lab.steps !== states[index + 1]?.steps && !states[index + 1]?.finished,
    );
    const [begin] = states;
    if (begin === undefined) throw new Error('An empty recording');
    const lesson = lessonOf(begin.script, { variants: [fix] });
    this.model = initialModel([lesson]).model;
    const about = { version: '9.7.4', provider: 'embedded', place: 'a socket' } as const;
    this.tell(key('enter'), { type: 'server-ready', attempt: 1, about });
    this.tell({ type: 'lab-changed', run: 1, lab: begin, now: 0 }, { type: 'run-opened', run: 1 });
  }

  tell(...messages: readonly Message[]): void {
    for (const message of messages) {
      const { model, commands } = update(this.model, message);
      this.model = model;
      this.commands.push(...commands);
      for (const command of commands) if (command.type === 'take-step') this.#answer(command.run);
    }
  }

  press(...keys: readonly string[]): void {
    this.tell(...keys.map(key));
  }

  get steps(): number {
    return this.model.run?.lab?.timeline.filter((one) => one.kind === 'statement').length ?? -1;
  }

  get asked(): number {
    return this.commands.filter((one) => one.type === 'take-step').length;
  }

  #answer(run: number): void {
    const lab = this.#settled[this.asked];
    if (lab) this.tell({ type: 'lab-changed', run, lab, now: 0 });
    this.tell({ type: 'step-taken', run });
  }
}

describe('going back', () => {
  test('shows at once what was seen, and asks nothing of the server', () => {
    const run = new PlayedRun('deadlock');
    run.press('space', 'space', 'space');
    expect([run.steps, run.asked]).toEqual([3, 3]);
    run.press('left', 'h');
    expect([run.steps, run.asked]).toEqual([1, 3]);
    run.press('space', 'l');
    expect([run.steps, run.asked]).toEqual([3, 3]);
    run.press('space');
    expect([run.steps, run.asked]).toEqual([4, 4]);
  });

  test('ends at the beginning, with a word', () => {
    const run = new PlayedRun('deadlock');
    run.press('space', 'left', 'left');
    expect(run.steps).toBe(0);
    expect(run.model.run?.notice).toBe('This is the beginning.');
  });

  test('what happens meanwhile does not push the user forward', () => {
    const run = new PlayedRun('deadlock');
    run.press('space', 'space', 'left');
    const later = run.model.run?.track.states.at(-1);
    if (later === undefined) throw new Error('No state');
    run.tell({ type: 'lab-changed', run: 1, lab: { ...later, at: 99 }, now: 5 });
    expect(run.steps).toBe(1);
    run.press('end');
    expect(run.model.run?.lab?.at).toBe(99);
  });
});

describe('jumping', () => {
  test('Home goes to the first step, End to the last one that was taken, and from there to the end', () => {
    const run = new PlayedRun('violation');
    run.press('space', 'space', 'space', 'home');
    expect(run.steps).toBe(0);
    run.press('end');
    expect([run.steps, run.asked]).toEqual([3, 3]);
    expect(run.model.run?.goal).toBeUndefined();
    run.press('end');
    expect(run.steps).toBeGreaterThanOrEqual(7);
  });

  test('w goes to the next wait: by new steps, and later through what was seen', () => {
    const run = new PlayedRun('deadlock');
    const waits = () => run.model.run?.lab?.sessions.filter((one) => one.status === 'blocked').length;
    run.press('space', 'w');
    expect(waits()).toBe(1);
    const { asked, steps } = run;
    run.press('g', 'w');
    expect([waits(), run.asked, run.steps]).toEqual([1, asked, steps]);
    expect(run.model.run?.goal).toBeUndefined();
  });

  test('w says that no other wait comes, at the end and before it, and leaves the user where they are', () => {
    const run = new PlayedRun('deadlock');
    run.press('w');
    run.press('w');
    run.tell(
      { type: 'lab-changed', run: 1, lab: lastOf('deadlock'), now: 0 },
      { type: 'step-taken', run: 1 },
    );
    expect(run.model.run).toMatchObject({ notice: 'No other wait came: this is the end.' });
    expect(run.model.run?.goal).toBeUndefined();
    run.press('left', 'w');
    expect(run.model.run).toMatchObject({ notice: 'No other wait comes after this.' });
    expect(run.model.run?.track.at).toBe((run.model.run?.track.actions.length ?? 0) - 1);
  });

  test('a step that is not there is not gone for, and it is said how many there are', () => {
    const run = new PlayedRun('violation');
    run.press('t', '9', '9', 'enter');
    expect(run.model.run).toMatchObject({ notice: 'There are only 8 steps.', prompt: { kind: 'step' } });
    expect(run.commands.some(({ type }) => type === 'take-step')).toBe(false);
    run.press('backspace', 'backspace', '2', 'enter', 't', '0', 'enter');
    expect([run.model.run?.track.at, run.asked]).toEqual([0, 2]);
    run.press('t', 'enter');
    expect(run.model.run?.prompt).toBeUndefined();
  });

  test('a key stops what goes on by itself', () => {
    const run = new PlayedRun('violation');
    const { model, commands } = update(run.model, key('end'));
    expect(commands).toEqual([{ type: 'take-step', run: 1 }]);
    const stopped = update(model, key('tab')).model;
    const { commands: after } = update(stopped, { type: 'step-taken', run: 1 });
    expect(after.filter((one) => one.type === 'take-step')).toEqual([]);
  });
});

describe('another level or variant', () => {
  const next = { kind: 'next' } as const;

  test('opens at the same place, also when the user has looked back', () => {
    const run = new PlayedRun('deadlock');
    run.press('space', 'space', 'space', 'left', '3');
    expect(run.commands.slice(-2)).toEqual([
      { type: 'close-run', run: 1 },
      {
        type: 'open-run',
        run: 2,
        script: expect.objectContaining({ level: 'REPEATABLE READ' }),
        again: [next, next],
      },
    ]);
  });

  test('keeps the place through several changes before any run has begun', () => {
    const run = new PlayedRun('deadlock');
    run.press('space', 'space', '3', '2', 'v');
    expect(run.commands.at(-1)).toMatchObject({ type: 'open-run', run: 4, again: [next, next] });
  });

  test('what is done again can be gone back through, step by step', () => {
    const run = new PlayedRun('deadlock');
    run.press('space', 'space', '3');
    const [begin, first, second] = statesOf('deadlock').filter((lab) => lab.settled);
    if (!begin || !first || !second) throw new Error('A short recording');
    run.tell({ type: 'lab-changed', run: 2, lab: begin, now: 0 });
    for (const lab of [first, second]) {
      run.tell({ type: 'action-begun', run: 2, action: next }, { type: 'lab-changed', run: 2, lab, now: 0 });
    }
    run.tell({ type: 'run-opened', run: 2 });
    expect(run.steps).toBe(second.timeline.length);
    run.press('left');
    expect(run.model.run?.lab).toBe(first);
  });

  test('starting again begins at the beginning', () => {
    const run = new PlayedRun('deadlock');
    run.press('space', 'space', 'r');
    expect(run.commands.at(-1)).toMatchObject({ type: 'open-run', again: [] });
  });
});
