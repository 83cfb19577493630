import { afterAll, beforeAll } from 'vitest';
import { SandboxPool } from '../../src/engine/run/sandbox-pool.ts';
import type { Exploration } from '../../src/explore/exploration.ts';
import { type ExploreOptions, explore } from '../../src/explore/explore.ts';
import type { Script, ScriptStep } from '../../src/lesson/script.ts';
import { step } from '../engine/script-of.ts';
import { type OwnLab, openOwnLab } from '../mysql/own-lab.ts';
import { clock } from '../mysql/real-lab.ts';

export interface Exploring {
  readonly own: OwnLab;
  readonly pool: SandboxPool;
  readonly explored: (script: Script, more?: Partial<ExploreOptions>) => Promise<Exploration>;
}

/** A server of the file's own: deadlocks and waits are counted for the whole server. */
export const exploringHere = (): (() => Exploring) => {
  let here: Exploring | undefined;
  beforeAll(async () => {
    const own = await openOwnLab();
    const pool = new SandboxPool(own.lab);
    here = {
      own,
      pool,
      explored: (script, more = {}) =>
        explore({ script, server: pool, clock, jobs: 2, stop: new AbortController().signal, ...more }),
    };
  });
  afterAll(async () => {
    await here?.pool[Symbol.asyncDispose]();
    await here?.own[Symbol.asyncDispose]();
  });
  return () => {
    if (here === undefined) throw new Error('Not there yet');
    return here;
  };
};

/** `A: SQL` a line. */
export const stepsOf = (text: string, more: Readonly<Record<number, Partial<ScriptStep>>> = {}) =>
  text
    .trim()
    .split('\n')
    .map((line, place) => step(line.trim().charAt(0), line.trim().slice(3), more[place] ?? {}));

/** How many interleavings come to what, for short. */
export const countsOf = ({ outcomes, orders }: Exploration) => {
  const sum = (some: readonly { readonly interleavings: bigint }[]) =>
    some.reduce((count, one) => count + Number(one.interleavings), 0);
  return {
    broken: sum(outcomes.filter(({ kind }) => kind === 'broken')),
    odd: sum(outcomes.filter(({ kind }) => kind === 'odd')),
    deadlock: sum(orders.filter(({ victims }) => victims.length > 0)),
    waitOnly: sum(orders.filter(({ victims, waits }) => victims.length === 0 && waits > 0)),
    neither: sum(orders.filter(({ victims, waits }) => victims.length === 0 && waits === 0)),
  };
};
