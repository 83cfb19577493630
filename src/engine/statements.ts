import type { LabState, StatementEntry } from './state.ts';

export const statements = ({ timeline }: Pick<LabState, 'timeline'>): readonly StatementEntry[] =>
  timeline.filter((one): one is StatementEntry => one.kind === 'statement');
