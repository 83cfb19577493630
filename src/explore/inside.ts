import type { LessonRun } from '../engine/run/run.ts';
import type { LabState, StatementEntry } from '../engine/state.ts';
import type { Script } from '../lesson/script.ts';
import { isRead } from '../lesson/statement-kind.ts';

/**
 * Which sessions are inside a transaction, followed from settled moment to settled moment. The server says it with most
 * answers; it does not with rows and with errors. There a plain query leaves things as they were, and for everything
 * else the observer is asked.
 */
export class Inside {
  readonly #isPlain: boolean;
  readonly #sessions = new Set<string>();
  /** What each statement left, by its number. */
  readonly #after = new Map<number, boolean>();

  constructor({ steps }: Pick<Script, 'steps'>) {
    this.#isPlain = !steps.some(({ sql }) => doubtful.test(sql));
  }

  get sessions(): ReadonlySet<string> {
    return this.#sessions;
  }

  /** Whether its session was inside a transaction once all had settled after it. */
  after({ statement }: Pick<StatementEntry, 'statement'>): boolean | undefined {
    return this.#after.get(statement);
  }

  /** Called when all has settled. */
  async follow(run: Pick<LessonRun, 'toldInside' | 'inside' | 'state'>): Promise<void> {
    const answered = newestAnswered(run.state).filter(({ statement }) => !this.#after.has(statement));
    const known = answered.map((entry) => this.#told(run, entry));
    const asked = known.includes(undefined) ? await run.inside() : [];
    for (const [index, entry] of answered.entries()) {
      const isInside = known[index] ?? asked.includes(entry.session);
      this.#after.set(entry.statement, isInside);
      if (isInside) this.#sessions.add(entry.session);
      else this.#sessions.delete(entry.session);
    }
  }

  #told(
    run: Pick<LessonRun, 'toldInside'>,
    { session, sql, to, outcome }: StatementEntry,
  ): boolean | undefined {
    const before = this.#sessions.has(session);
    if (to !== undefined) return outcome?.kind === 'lost' ? false : before;
    if (outcome?.kind === 'lost') return false;
    const told = run.toldInside(session);
    if (told !== undefined) return told;
    return outcome?.kind === 'rows' && this.#isPlain && isRead(sql) ? before : undefined;
  }
}

/** With one of these a query may begin or end a transaction, or an end begin another. */
const doubtful = /\b(autocommit|completion_type|call|execute)\b/i;

/** Of each session, if its answer has come. */
const newestAnswered = ({ timeline }: LabState): readonly StatementEntry[] => {
  const newest = new Map<string, StatementEntry>();
  for (const one of timeline) if (one.kind === 'statement') newest.set(one.session, one);
  return [...newest.values()].filter(({ outcome }) => outcome !== undefined);
};
