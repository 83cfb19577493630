import type { TableContents } from '../engine/ports.ts';
import type { Script } from '../lesson/script.ts';
import type { Part } from './outcome.ts';

/** A script as it is explored. */
export interface ExploredScript {
  readonly script: Script;
  /** What each step is called, by its place: the session and which of its steps it is, from 1. */
  readonly stepNames: readonly string[];
  /** Sent in each session before its first step, so that time and chance are the same in every order. */
  readonly prelude: (session: string) => readonly string[];
  /** What of it is the server's: @variables, numbers of connections, time that does not stand still. */
  readonly asks: { readonly variables: boolean; readonly connections: boolean; readonly time: boolean };
  /** The tables that the setup makes: asked for once, by the first run. */
  readonly tables: Once<readonly TableContents[]>;
  /** What was otherwise when the first order was run again. */
  readonly unsteady: Once<readonly Part[]>;
}

/** Something that the first who wants it finds out for all. */
export class Once<T> {
  #value: Promise<T> | undefined;

  of(find: () => Promise<T>): Promise<T> {
    this.#value ??= find().catch((error: unknown) => {
      this.#value = undefined;
      throw error;
    });
    return this.#value;
  }
}

export const scriptToExplore = (script: Script): ExploredScript => ({
  script: saysIn(script, timeWords) ? { ...script, setup: [setTime, ...script.setup] } : script,
  stepNames: stepNamesOf(script),
  prelude: preludeOf(script),
  asks: {
    variables: script.steps.some(({ sql }) => sql.includes('@')),
    connections: saysIn(script, /\bconnection_id\b/i),
    time: saysIn(script, /\bsysdate\b/i),
  },
  tables: new Once(),
  unsteady: new Once(),
});

const stepNamesOf = ({ steps }: Script): readonly string[] => {
  const counts = new Map<string, number>();
  return steps.map(({ session }) => {
    const count = (counts.get(session) ?? 0) + 1;
    counts.set(session, count);
    return `${session}${count}`;
  });
};

/** A script without some of its steps; those that are left keep their names. */
export const withoutSteps = (explored: ExploredScript, left: ReadonlySet<string>): ExploredScript => {
  const { script, stepNames } = explored;
  const isKept = (_: unknown, place: number): boolean => !left.has(stepNames[place] ?? '');
  return {
    ...explored,
    script: { ...script, steps: script.steps.filter(isKept) },
    stepNames: stepNames.filter(isKept),
  };
};

/** Any moment. https://dev.mysql.com/doc/refman/9.7/en/server-system-variables.html#sysvar_timestamp */
const timestamp = 1_700_000_000;

/** The same moment as in the setup, and for each session chance of its own. */
const preludeOf = (script: Script): ExploredScript['prelude'] => {
  const time = saysIn(script, timeWords) ? [setTime] : [];
  if (!saysIn(script, /\brand\s*\(/i)) return () => time;
  return (session) => {
    const place = script.sessions.findIndex(({ name }) => name === session);
    return [...time, `SET rand_seed1 = ${1_000_003 * (place + 1)}, rand_seed2 = ${7_000_033 * (place + 3)}`];
  };
};

const setTime = `SET timestamp = ${timestamp}`;

const saysIn = ({ setup, steps }: Script, pattern: RegExp): boolean =>
  [...setup, ...steps.map(({ sql }) => sql)].some((text) => pattern.test(text));

const timeWords =
  /\b(now|curdate|curtime|current_date|current_time|current_timestamp|localtime|localtimestamp|unix_timestamp|utc_date|utc_time|utc_timestamp)\b/i;
