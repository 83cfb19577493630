import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { saveRun } from '../../src/cli/actions/save-run.ts';
import { parseRecording } from '../../src/engine/recording.ts';
import { UserError } from '../../src/errors.ts';
import type { HostOptions } from '../../src/ui/host/host-options.ts';
import { LabHost } from '../../src/ui/host/lab-host.ts';
import { recordedLesson } from '../../src/ui/host/recorded-lesson.ts';
import { keyNames } from '../../src/ui/keys/key-names.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { FakeClock, FakeServer } from '../engine/fake-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { lessonOf } from './recorded.ts';

const lesson = lessonOf(
  scriptOfSteps([step('A', 'START TRANSACTION'), step('A', 'lock k'), step('B', 'rows 1')]),
);

const until = async (host: LabHost, holds: (model: Model) => boolean): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () => {
    if (holds(host.model())) resolve();
  };
  const stop = host.subscribe(look);
  look();
  await promise.finally(stop);
};

const type = (host: LabHost, input: string): void => {
  for (const key of keyNames(input, {})) host.tell({ type: 'key', key, areas: noAreas });
};

const isReady = (model: Model) => model.run?.phase.kind === 'ready';
const sentIn = (model: Model) =>
  (model.run?.lab?.timeline ?? []).flatMap((one) =>
    one.kind === 'statement' ? [`${one.session} ${one.sql}`] : [],
  );
const rowOf = (host: LabHost, at: number): string => {
  const { rows } = screenOf(host.model(), { columns: 80, rows: 24 }, 0, makeTheme(false));
  return stripVTControlCharacters(rows.at(at) ?? '');
};
const bottom = (host: LabHost): string => rowOf(host, -2);
const keysRow = (host: LabHost): string => rowOf(host, -1);

const openOn = async (options: Partial<HostOptions>, opened = lesson): Promise<LabHost> => {
  const host = new LabHost({
    catalogue: [opened],
    connect: async () => new FakeServer(),
    clock: new FakeClock(),
    ...options,
  });
  host.tell({ type: 'lesson-opened', lesson: opened, choice: {} });
  await until(host, isReady);
  return host;
};

test('what was done is kept with S, and is played again step by step, statements of the user too', async () => {
  let kept = '';
  const save: HostOptions['save'] = async (id, events) => {
    kept = events.map((event) => JSON.stringify(event)).join('\n');
    return `isolab replay ${id}.ndjson`;
  };
  const host = await openOn({ save });
  type(host, ' ');
  await until(host, (model) => isReady(model) && sentIn(model).length === 1);
  type(host, 'bhang\r\tlock k\r');
  await until(host, (model) => sentIn(model).length === 3 && model.run?.lab?.sessions[0]?.status === 'idle');
  type(host, '\t\u0003');
  await until(host, isReady);
  host.tell({ type: 'key', key: 'escape', areas: noAreas });
  type(host, 'S');
  await until(host, (model) => model.run?.notice !== undefined);
  expect(bottom(host)).toContain('✎ off the script');
  expect(keysRow(host)).toMatch(/^ Saved: isolab replay \S+\.ndjson +$/);
  const sent = sentIn(host.model());
  await host.close();

  const { lesson: recorded, connect, start } = recordedLesson(parseRecording(kept));
  const replay = await openOn({ connect, startRun: start, mode: 'replay' }, recorded);
  const bars = [bottom(replay)];
  for (let count = 1; count <= sent.length; count++) {
    type(replay, ' ');
    await until(replay, (model) => isReady(model) && sentIn(model).length === count);
    bars.push(bottom(replay));
  }
  expect(sentIn(replay.model())).toEqual(sent);
  expect(bars.map((bar) => bar.trim().replace(/ +/g, ' '))).toEqual([
    'Space step 1 of 3 A> START TRANSACTION',
    'Space B> hang',
    'Space A> lock k ✎ off the script',
    'Recorded up to here; the run was not over. ← goes back ✎ off the script',
  ]);
  type(replay, ' h');
  expect(bottom(replay)).toMatch(/Space +A> lock k/);
  await replay.close();
});

test('what cannot be kept is said, and nothing is lost', async () => {
  const host = await openOn({
    save: () =>
      Promise.reject(new UserError('x.ndjson cannot be written: it is full.', { next: ['Make room.'] })),
  });
  type(host, 'S');
  await until(host, (model) => model.run?.notice !== undefined);
  expect(keysRow(host)).toContain('Not saved. Make room: x.ndjson cannot be written: it is full.');
  type(host, ' ');
  await until(host, (model) => isReady(model) && sentIn(model).length === 1);
  await host.close();
});

test('a file that is there is left alone, and the name is one word of a command', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'isolab-save-'));
  const before = process.cwd();
  try {
    process.chdir(folder);
    await writeFile('my-lesson.ndjson', 'mine');
    expect(await saveRun('my lesson', [])).toBe('isolab replay my-lesson-2.ndjson');
    expect(await saveRun('../my lesson', [])).toBe('isolab replay ..-my-lesson.ndjson');
    expect(await readFile('my-lesson.ndjson', 'utf8')).toBe('mine');
    expect(await readdir('.')).toHaveLength(3);
    await rm(folder, { recursive: true });
    await expect(saveRun('lost', [])).rejects.toMatchObject({
      message: expect.stringContaining('lost.ndjson cannot be written'),
      next: ['Start isolab in a folder where you may write.'],
    });
  } finally {
    process.chdir(before);
    await rm(folder, { recursive: true, force: true });
  }
});
