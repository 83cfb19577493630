import { endAfter } from '../../ending.ts';
import { needsRedis, redisTable, type Script } from '../../lesson/script.ts';
import { leftWay } from '../compare/same-way.ts';
import { sharedRows } from '../share.ts';
import type { Sight, Sights, TableSight } from '../sight.ts';
import type { LabState, StatementEntry } from '../state.ts';
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
 * SELECT waits.
 *
 * @throws UserError when the lesson's setup fails, or the signal's reason.
 */
export const sightsOf = async ({ first, ...options }: SightOptions): Promise<Sights> => {
  const { signal } = options;
  const again = await retrace({ ...options, evidence: 'outcomes', isAside: true, emit: () => {} });
  return await endAfter(again, signal, async (run) => {
    const left = leftWay(first, run.state);
    const sights: Record<string, Sight> = {};
    for (const { name, status } of run.state.sessions) {
      if (left !== undefined) sights[name] = leftAt(left);
      else if (status !== 'idle') sights[name] = { kind: 'busy' };
      else sights[name] = { kind: 'reads', tables: await tablesOf(run, name, first, signal) };
    }
    return sights;
  });
};

const leftAt = ({ step }: StatementEntry): Sight => ({ kind: 'left', ...(step !== undefined && { step }) });

/** The watched tables of which each session has a view of its own: what is in Redis everybody sees alike. */
export const tablesSeen = ({ watch, steps }: Script): readonly string[] =>
  watch.filter((name) => name !== redisTable || !needsRedis(steps));

const tablesOf = async (
  run: LessonRun,
  session: string,
  { observation }: LabState,
  signal: AbortSignal,
): Promise<readonly TableSight[]> => {
  const tables: TableSight[] = [];
  for (const name of tablesSeen(run.state.script)) {
    const looked = await look(run, session, name);
    signal.throwIfAborted();
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
