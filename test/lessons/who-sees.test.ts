import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishLooking } from '../../src/engine/run/look-along.ts';
import { SandboxPool } from '../../src/engine/run/sandbox-pool.ts';
import { tablesSeen } from '../../src/engine/run/sees.ts';
import { startRun } from '../../src/engine/run/start-run.ts';
import { type SessionView, seenTables } from '../../src/engine/seen-tables.ts';
import type { LabState } from '../../src/engine/state.ts';
import { lessonsFolder, loadCatalogue } from '../../src/index.ts';
import { type Script, scriptOf } from '../../src/lesson/script.ts';
import { drawn } from '../../src/ui/text/lines.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { dataOf } from '../../src/ui/view/data-lines.ts';
import { besideWidth, type Size } from '../../src/ui/view/layout.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { isSoak, seedOf } from '../campaign.ts';
import { Random } from '../e2e/monkey/random.ts';
import { clock } from '../mysql/real-lab.ts';
import { openLabWithRedis } from '../redis/real-redis.ts';
import { modelOf, runModelAt } from '../ui/recorded.ts';

let shared: Awaited<ReturnType<typeof openLabWithRedis>>;
let pool: SandboxPool;
beforeAll(async () => {
  shared = await openLabWithRedis();
  pool = new SandboxPool(shared);
});
afterAll(async () => {
  await pool[Symbol.asyncDispose]();
  await shared[Symbol.asyncDispose]();
});

const scripts = (await loadCatalogue(lessonsFolder())).lessons.flatMap((lesson) =>
  lesson.levels.flatMap((level) => [
    scriptOf(lesson, { level }),
    ...lesson.variants.map(({ id }) => scriptOf(lesson, { level, variant: id })),
  ]),
);

/** One lesson at one level, in one variant. */
const nameOf = ({ lesson, level, variant }: Script): string =>
  [lesson, level, ...(variant ? [variant.id] : [])].join(' · ');

/** Whoever has locked tables may read no others. */
const isOtherError = (view: SessionView): boolean =>
  view.kind === 'error' &&
  view.message !== 'it would come to a deadlock' &&
  !view.message.includes('was not locked with LOCK TABLES');

/** What cannot be, whatever the lesson. */
const faultsIn = (lab: LabState, isLast: boolean): readonly string[] => {
  // Whose a row without a primary key is cannot be proved while several sessions are in a transaction.
  const isKeyed = (table: string): boolean =>
    lab.observation.shapes
      ?.find((one) => one.table === table)
      ?.indexes.some(({ index }) => index === 'PRIMARY') ?? false;
  return seenTables(lab, tablesSeen(lab.script)).flatMap(({ name, views, rows }) =>
    views.flatMap((view, at) => {
      const { session, kind } = view;
      const own = lab.sessions.find((one) => one.name === session);
      const level = own?.transaction ?? own?.level;
      return [
        ...(kind === 'asking' || kind === 'left' || kind === 'slow' || isOtherError(view)
          ? [`${session} of ${name}: ${kind}`]
          : []),
        ...rows.flatMap(({ cells }) => {
          const mark = cells[at]?.mark;
          const isFault =
            // After SET TRANSACTION nobody knows the level, and so whose version it is.
            (mark === 'unlike' && isKeyed(name) && level !== undefined) ||
            (kind === 'now' && mark === 'dirty' && level !== 'READ UNCOMMITTED') ||
            (kind === 'now' && mark === 'older' && level !== 'REPEATABLE READ') ||
            (kind === 'now' && mark === 'own' && own?.transaction === undefined && !own?.autocommitOff) ||
            (isLast &&
              kind === 'now' &&
              own?.transaction === undefined &&
              mark !== 'same' &&
              mark !== undefined);
          return isFault ? [`${session} of ${name}: ${mark} at ${level}`] : [];
        }),
      ];
    }),
  );
};

const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
  { columns: 200, rows: 60 },
];

/** What has changed and is not on the screen, without a sign that says so, and a step that was just taken and is not there. */
const unseenIn = (lab: LabState): readonly string[] =>
  sizes.flatMap((size) =>
    [true, false].flatMap((asks) => {
      const run = runModelAt([lab], { asks, scroll: { main: undefined, guide: 0, data: undefined } });
      const theme = makeTheme(false);
      const rows = screenOf(modelOf(run), size, 0, theme).rows.map((row) => stripVTControlCharacters(row));
      const at = `${size.columns}×${size.rows}${asks ? ', asked' : ''}`;
      const shown = rows.join('\n');
      const isStepThere = lab.timeline.length === 0 || /▸[┌├│└╥║╨╳ ]/.test(shown);
      const panel = dataOf(run, besideWidth(size.columns, lab.script) - 2, theme);
      const hidden = panel.news
        .map((line) => stripVTControlCharacters(drawn(panel.lines[line] ?? '')))
        .filter((line) => !shown.includes(line));
      const told = Number(/ · (\d+) changed/.exec(shown)?.[1] ?? 0);
      return [
        ...(isStepThere ? [] : [`${at}: the step`]),
        ...(hidden.length === told ? [] : [`${at}: ${hidden.join(' / ')}, but ${told} are told`]),
      ];
    }),
  );

/** Where a row has the time of its INSERT, what is asked aside, in another sandbox, has another time: it is marked as unlike. */
const timeless = scripts.filter(({ setup }) => !setup.some((sql) => /\bcurrent_timestamp\b/i.test(sql)));

const some = isSoak ? timeless : new Random(seedOf(process.env)).eachOnce(timeless).slice(0, 12);

describe('what each session of a lesson sees can be, and what is new is on the screen', () => {
  it.each(some.map((script) => [nameOf(script), script] as const))('%s', async (_, script) => {
    const faults: string[] = [];
    let places = 0;
    const emit = (event: { readonly type: string }, state: LabState): void => {
      if (event.type !== 'looked-aside') return;
      places++;
      const last = state.timeline.findLast((one) => one.kind === 'statement');
      const at = last?.kind === 'statement' ? `after ${last.session}> ${last.sql}` : 'at the beginning';
      const wrong = [...faultsIn(state, state.finished !== undefined), ...unseenIn(state)];
      faults.push(...wrong.map((fault) => `${at}: ${fault}`));
    };
    const options = { script, server: pool, clock };
    await using run = await startRun({ ...options, emit });
    await finishLooking(run, { ...options, signal: new AbortController().signal });
    expect(faults).toEqual([]);
    expect(places).toBeGreaterThan(1);
  });
});
