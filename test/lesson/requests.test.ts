import { describe, expect, it } from 'vitest';
import { lessonById, lessonsFolder, loadCatalogue } from '../../src/index.ts';
import { stepsOfAttempt } from '../../src/lesson/attempts.ts';
import { orderOf } from '../../src/lesson/order.ts';
import { withRequests } from '../../src/lesson/requests.ts';
import { scriptOf } from '../../src/lesson/script.ts';

const catalogue = await loadCatalogue(lessonsFolder());
const signup = lessonById(catalogue, 'daily-check-in');

describe('a lesson as whole requests of its handler', () => {
  it('has a session a request, each with all steps of the handler', () => {
    const { sessions, steps } = scriptOf(withRequests(signup, 3));
    expect(sessions.map(({ name, values }) => [name, values])).toEqual([
      ['A', { user: 1, day: '2026-11-22', request: 'A' }],
      ['B', { user: 1, day: '2026-11-22', request: 'B' }],
      ['C', { user: 1, day: '2026-11-22', request: 'C' }],
    ]);
    expect(steps.map(({ session }) => session).join('')).toBe('AAAAAAABBBBBBBCCCCCCC');
    expect(steps[8]).toMatchObject({ name: 'lookup_b', keep: { reward: 'reward' } });
  });

  it('finds what a burst finds', () => {
    expect(scriptOf(withRequests(signup, 2)).setup.at(-1)).toBe('UPDATE users SET is_sign = 0');
  });

  it('has the handler that a variant changes, and claims nothing', () => {
    const { steps, end } = scriptOf(withRequests(signup, 2), { variant: 'for-update' });
    expect(steps[1]?.sql).toMatch(/FOR UPDATE$/);
    expect(steps.some(({ expect: claim, look, why }) => claim ?? look ?? why)).toBe(false);
    expect(end).toBeUndefined();
  });

  it('depends on its own steps where the handler has a condition', () => {
    const { steps } = scriptOf(withRequests(lessonById(catalogue, 'idempotency-key'), 2), {
      variant: 'key-first',
    });
    for (const { session, when } of steps)
      if (when) expect(when.step.endsWith(session.toLowerCase())).toBe(true);
    expect(steps.some(({ when }) => when)).toBe(true);
  });

  it("is in nobody's order, so that nothing is held against it", () => {
    expect(scriptOf(withRequests(signup, 2)).order).toBe('AAAAAAABBBBBBB');
    expect(scriptOf(withRequests(signup, 2), { order: 'ABABABABABABAB' }).order).toBe('ABABABABABABAB');
  });

  it('tries again as its handler says, with steps of names of their own; the steps of a lesson spell it out', () => {
    const first = withRequests(lessonById(catalogue, 'idempotency-key'), 2);
    const retry = { on: ['1213'], times: 2, backoffMs: 20 };
    const lesson = { ...first, ...(first.handler && { handler: { ...first.handler, retry } }) };
    const script = scriptOf(lesson, { order: orderOf(first.steps).split('').toReversed().join('') });
    expect(script.retry).toEqual({ on: ['1213'], times: 2 });
    const { requests: _, ...spelt } = lesson;
    expect(scriptOf(spelt).retry).toBeUndefined();
    const again = stepsOfAttempt(script, 'B', 3);
    const own = script.steps.flatMap((step, place) => (step.session === 'B' ? [{ step, place }] : []));
    expect(again.map(({ name, again: of }) => [name, of])).toEqual(
      own.map(({ step, place }) => [`${step.name}_3`, { place, attempt: 3 }]),
    );
    for (const { when } of again) if (when) expect(again.map(({ name }) => name)).toContain(when.step);
    expect(stepsOfAttempt({ steps: [...script.steps, ...again] }, 'B', 4).length).toBe(own.length);
  });

  it.each([0, 27, 1.5])('is not had with %s requests', (requests) => {
    expect(() => withRequests(signup, requests)).toThrow(`${requests} is no number of requests`);
  });

  it('is not had of a lesson without a handler', () => {
    expect(() => withRequests(lessonById(catalogue, 'lost-update'), 2)).toThrow('has no handler');
  });
});
