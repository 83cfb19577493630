/** Why what needs a server cannot be had now. */
export const noServer = {
  coming: 'There is no server yet.',
  absent: 'There is no server.',
  ready: undefined,
};
