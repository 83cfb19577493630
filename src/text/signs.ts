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
  again: '↻',
} as const;
