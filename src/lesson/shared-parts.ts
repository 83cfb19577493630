/** Keys that begin so, at the top of a lesson file, are nobody's: a place for anchors that other keys share. */
const sharedKey = /^x-/;

/** The data of a lesson file without what is there only to be shared. */
export const withoutShared = (data: unknown): unknown =>
  typeof data === 'object' && data !== null && !Array.isArray(data)
    ? Object.fromEntries(Object.entries(data).filter(([key]) => !sharedKey.test(key)))
    : data;
