import { interleavingsOf } from '../lesson/interleavings.ts';
import type { Script, ScriptStep } from '../lesson/script.ts';
import type { Case } from './case.ts';
import { usualOrders } from './orders-bound.ts';

/** A usual case without a wait that must end by itself; here and below measured beside seven others. */
const usualMs = 75;

/** Several rounds of many requests. */
const usualBurstMs = 500;

/** A run at each level that is among the choices, with all evidence. */
const usualReadMs = 400;

/** Several explorations of two short requests, and a burst. */
const usualSolutionMs = 1500;

/** An exploration runs about so many orders of those that there are; what nobody else notices is not ordered. */
const shareOfOrders = 1 / 6;

/** InnoDB looks once a second whose time to wait is over. */
const lateMs = 500;

/**
 * About how long a run takes, in ms. Only what is known beforehand counts: a lock wait that the lesson expects
 * to time out lasts as long as the session's own timeout says. It decides what is started first, nothing else.
 */
export const expectedMs = (proves: Case['proves']): number => {
  switch (proves.kind) {
    case 'burst':
      return usualBurstMs;
    case 'steps':
      return expectedOfSteps(proves.script);
    case 'orders':
      return expectedOfSteps(proves.script) * expectedOrders(proves.script);
    case 'read':
      return usualReadMs;
    case 'solution':
      return usualSolutionMs;
  }
};

const expectedOrders = ({ steps }: Script): number =>
  Math.ceil(Math.min(usualOrders, Number(interleavingsOf(steps)) * shareOfOrders));

const expectedOfSteps = (script: Script): number => {
  const timeouts = new Map<string, number>();
  let ms = usualMs;
  for (const step of script.steps) {
    const seconds = /lock_wait_timeout\s*=\s*(\d+)/i.exec(step.sql)?.[1];
    if (seconds !== undefined) timeouts.set(step.session, Number(seconds));
    if (timesOut(step)) ms += (timeouts.get(step.session) ?? 1) * 1000 + lateMs;
  }
  return ms;
};

const timesOut = ({ expect, until }: ScriptStep): boolean =>
  until === 'finished' && (expect?.error === '1205' || expect?.error === 'ER_LOCK_WAIT_TIMEOUT');
