import { endAfter } from '../../ending.ts';
import { needsRedis, redisTable } from '../../lesson/script.ts';
import { leftWay } from '../compare/same-way.ts';
import type { TableRows, Wait } from '../events.ts';
import type { LabState, SessionState, StatementEntry } from '../state.ts';
import { type RetraceOptions, retrace } from './retrace.ts';
import type { LessonRun } from './run.ts';

/** What a session would read now, or why it would read nothing. */
export type Sight =
  | { readonly kind: 'reads'; readonly tables: readonly TableSight[] }
  | { readonly kind: 'busy'; readonly status: SessionState['status'] }
  /** The way could not be gone again: there that statement of the run came to something else. */
  | { readonly kind: 'left'; readonly at: StatementEntry };

/** The rows of a watched table; what a reader would have to wait for; or what the server would answer. */
export type TableSight = { readonly name: string } & (
  | TableRows
  | { readonly waits: readonly Wait[] }
  | { readonly error: string }
);

export interface SightOptions extends Pick<RetraceOptions, 'script' | 'server' | 'clock' | 'actions'> {
  readonly session: string;
  /** What the run has come to: another sandbox must come to the same. */
  readonly first: LabState;
  /** Calls it off; then nothing is left behind. */
  readonly signal: AbortSignal;
}

/**
 * What a session would read in the watched tables after these actions. The run itself is not asked: reading
 * could take a snapshot or locks. Another sandbox goes the same way, and is asked and removed.
 *
 * @throws UserError when the lesson's setup fails, or the signal's reason.
 */
export const sightOf = async ({ session, first, ...options }: SightOptions): Promise<Sight> => {
  const { signal, script } = options;
  return await endAfter(
    await retrace({ ...options, evidence: 'outcomes', emit: () => {} }),
    signal,
    async (run) => {
      const left = leftWay(first, run.state);
      if (left !== undefined) return { kind: 'left', at: left };
      const tables: TableSight[] = [];
      for (const name of script.watch.filter((one) => !needsRedis(script.steps) || one !== redisTable)) {
        const status = run.state.sessions.find((one) => one.name === session)?.status ?? 'lost';
        if (status !== 'idle') return { kind: 'busy', status };
        tables.push({ name, ...(await look(run, session, name)) });
        signal.throwIfAborted();
      }
      return { kind: 'reads', tables };
    },
  );
};

type Looked = TableRows | { readonly waits: readonly Wait[] } | { readonly error: string };

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
