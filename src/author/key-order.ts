import { levels } from '../lesson/level.ts';

/** In which order keys are written, in every mapping into which something can be recorded. */
const orders: readonly (readonly string[])[] = [
  [
    'anomaly',
    'order',
    'minutes',
    'about',
    'remember',
    'sources',
    'pages',
    'levels',
    'level',
    'setup',
    'setup_limit',
    'watch',
    'sessions',
    'invariant',
    'handler',
    'burst',
    'steps',
    'end',
    'every_order',
    'variants',
  ],
  [
    'title',
    'about',
    'anomaly',
    'prevents',
    'setup',
    'handler',
    'burst',
    'takes',
    'steps',
    'end',
    'every_order',
  ],
  [
    'as',
    'when',
    'look',
    'predict',
    'hint',
    'reject_if',
    'answer',
    'keep',
    'always',
    'until',
    'limit',
    'on_error',
    'expect',
    'why',
    'still_true',
    'before',
    'after',
  ],
  ['default', ...levels],
  ['columns', 'rows', 'more', 'affected', 'matched', 'error', 'waits_for', 'on', 'then', 'answer'],
  ['tables', 'invariant', 'rolled_back'],
  ['begins', 'ends'],
  ['broken', 'of'],
];

/** Which of the keys that are there come after a new one. `own` is an order that the lesson itself sets. */
export const keysBehind = (
  key: string,
  present: readonly string[],
  own: readonly string[] = [],
): ReadonlySet<string> => {
  const known = [...orders, own]
    .filter((order) => order.includes(key))
    .map((order) => ({ order, shared: present.filter((one) => order.includes(one)).length }))
    .toSorted((a, b) => b.shared - a.shared)[0];
  if (known === undefined) return new Set();
  return new Set(known.order.slice(known.order.indexOf(key) + 1));
};
