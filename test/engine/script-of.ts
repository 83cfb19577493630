import type { Script, ScriptStep } from '../../src/lesson/script.ts';

export const step = (session: string, sql: string, more: Partial<ScriptStep> = {}): ScriptStep => ({
  session,
  sql,
  until: 'settled',
  limitMs: 10_000,
  rejectIf: [],
  onError: 'continue',
  line: 1,
  ...more,
});

/** A script around steps; the sessions are those that the steps name. */
export const scriptOfSteps = (steps: readonly ScriptStep[], more: Partial<Script> = {}): Script => ({
  lesson: 'test',
  title: 'A test',
  about: '',
  remember: [],
  sources: [],
  level: 'REPEATABLE READ',
  setup: [],
  watch: [],
  sessions: [...new Set(steps.map((one) => one.session))].map((name) => ({
    name,
    role: name,
    level: more.level ?? 'REPEATABLE READ',
  })),
  steps,
  ...more,
});
