/** How long anything may take on a busy machine before it counts as hanging, in ms; a statement of the user may take 60 s. */
const patienceMs = 180_000;

/** @throws with the words when it does not come. */
export const within = async <T>(what: () => string, promise: Promise<T>): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`It hangs: ${what()}`)), patienceMs);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};
