/** The signs of screens and reports; the help of the lab explains them. */
export const signs = {
  idle: '○',
  open: '●',
  running: '▶',
  waiting: '‖',
  failed: '✗',
  answer: '→',
  passed: '·',
  holds: '✓',
  begun: '…',
  partly: '◐',
  seen: '✓',
  whole: '★',
  again: '↻',
  exercise: '◈',
  newest: '▸',
  own: '✎',
} as const;

/** What an order of steps came to, in the lab and in reports. */
export const outcomeSigns = {
  broken: signs.failed,
  odd: '≠',
  deadlock: '◆',
  serial: signs.holds,
  varying: '?',
  untold: signs.passed,
} as const;
