import { endAfter } from '../../ending.ts';
import { needsRedis, redisTable, type Script } from '../../lesson/script.ts';
import { leftWay } from '../compare/same-way.ts';
import { sharedRows } from '../share.ts';
import type { Sight, Sights, TableSight } from '../sight.ts';
import type { LabState, StatementEntry } from '../state.ts';
import { delayIn, whyNotAsked } from './not-asked.ts';
import { type RetraceOptions, retrace } from './retrace.ts';
import type { LessonRun } from './run.ts';

export interface SightOptions extends Pick<RetraceOptions, 'script' | 'server' | 'clock' | 'actions'> {
  /** What the run has come to: another sandbox must come to the same. */
  readonly first: LabState;
  /** Calls it off; then nothing is left behind. */
  readonly signal: AbortSignal;
}

/**
 * What each session would read in the watched tables after these actions. The run itself is not asked: reading
 * could take a snapshot or locks. Another sandbox goes the same way, and is asked and given back. There one who is asked
 * changes nothing for the next: a plain SELECT takes a snapshot of its own, or shared locks, for which no other plain
 * SELECT waits. Only where it would come to a deadlock somebody is rolled back: what comes next is asked in a sandbox of its own.
 *
 * @throws UserError when the lesson's setup fails, or the signal's reason.
 */
export const sightsOf = async ({ first, ...options }: SightOptions): Promise<Sights> => {
  const { signal } = options;
  const names = first.sessions.map(({ name }) => name);
  const delay = delayIn(first);
  if (delay) return Object.fromEntries(names.map((name) => [name, { kind: 'slow', ...stepOf(delay) }]));
  const tables = tablesSeen(options.script);
  const sights = new Map<string, Sight>();
  const isAsked = (name: string): boolean => {
    const sight = sights.get(name);
    return sight !== undefined && (sight.kind !== 'reads' || sight.tables.length === tables.length);
  };
  while (!names.every(isAsked)) {
    const again = await retrace({ ...options, evidence: 'outcomes', isAside: true, emit: () => {} });
    await endAfter(again, signal, async (run) => {
      const left = leftWay(first, run.state);
      for (const name of names.filter((one) => !isAsked(one))) {
        const known = sights.get(name);
        const before = known?.kind === 'reads' ? known.tables : [];
        const sight = left === undefined ? await sightIn(run, name, { first, before, signal }) : leftAt(left);
        sights.set(name, sight);
        if (isDeadlock(sight)) return;
      }
    });
  }
  return Object.fromEntries(sights);
};

interface Asking {
  readonly first: LabState;
  /** What it would read in the first tables, which is known already. */
  readonly before: readonly TableSight[];
  readonly signal: AbortSignal;
}

const sightIn = async (run: LessonRun, session: string, asking: Asking): Promise<Sight> => {
  const status = run.state.sessions.find(({ name }) => name === session)?.status;
  if (status !== 'idle') return { kind: 'busy' };
  return { kind: 'reads', tables: [...asking.before, ...(await tablesOf(run, session, asking))] };
};

export const deadlockWords = 'it would come to a deadlock';

const isDeadlock = (sight: Sight): boolean =>
  sight.kind === 'reads' &&
  sight.tables.slice(-1).some((table) => 'error' in table && table.error === deadlockWords);

const leftAt = (left: StatementEntry): Sight => ({ kind: 'left', ...stepOf(left) });

const stepOf = ({ step }: StatementEntry): Pick<StatementEntry, 'step'> =>
  step === undefined ? {} : { step };

/** The watched tables of which each session has a view of its own: what is in Redis everybody sees alike. */
export const tablesSeen = ({ watch, steps }: Script): readonly string[] =>
  watch.filter((name) => name !== redisTable || !needsRedis(steps));

const tablesOf = async (
  run: LessonRun,
  session: string,
  { first, before, signal }: Asking,
): Promise<readonly TableSight[]> => {
  const { observation } = first;
  const tables: TableSight[] = [];
  for (const name of tablesSeen(run.state.script).slice(before.length)) {
    const notAsked = whyNotAsked(session, name, first);
    if (notAsked !== undefined) {
      tables.push({ name, error: notAsked });
      continue;
    }
    const waiting = waitingIn(run);
    const looked = await look(run, session, name);
    signal.throwIfAborted();
    // Whoever of the two is rolled back, the other goes on.
    if (waiting.some((one) => !waitingIn(run).includes(one)))
      return [...tables, { name, error: deadlockWords }];
    if (!('rows' in looked)) {
      tables.push({ name, ...looked });
      continue;
    }
    // Most of what a session would read is what was written last, or is committed.
    const views = [...observation.tables, ...(observation.newest ?? [])].filter((one) => one.name === name);
    tables.push({ name, columns: looked.columns, rows: views.reduce(sharedRows, looked.rows) });
  }
  return tables;
};

const waitingIn = ({ state }: LessonRun): readonly string[] =>
  state.sessions.flatMap(({ name, status }) => (status === 'blocked' ? [name] : []));

type Looked = Pick<Extract<TableSight, { rows: unknown }>, 'columns' | 'rows'> | Unread;
type Unread = { readonly waits: StatementEntry['waits'] } | { readonly error: string };

const look = async (run: LessonRun, session: string, table: string): Promise<Looked> => {
  await run.submit(session, `SELECT * FROM \`${table.replaceAll('`', '``')}\``);
  const { timeline } = run.state;
  const asked = timeline.findLast(
    (one): one is StatementEntry => one.kind === 'statement' && one.session === session,
  );
  if (asked?.status === 'blocked') {
    await run.cancel(session);
    return { waits: asked.waits };
  }
  const { outcome } = asked ?? {};
  if (outcome?.kind === 'rows') return { columns: outcome.columns, rows: outcome.rows };
  return { error: outcome && 'message' in outcome ? outcome.message : 'no answer' };
};
