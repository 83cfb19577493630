/** The signs of the screen; the help explains them. */
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
} as const;

/** Why what needs a server cannot be had now. */
export const noServer = {
  coming: 'There is no server yet.',
  absent: 'There is no server.',
  ready: undefined,
};
