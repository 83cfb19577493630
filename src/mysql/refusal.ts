import { suppressing, UserError, unwrap } from '../errors.ts';
import { refusalOf, ServerRefusal } from './server-refusal.ts';

/**
 * Adds to what a server refuses where that is, and to a lack of privileges what gives them: `grants` finds the
 * statements.
 */
export const explainRefusal = async <T>(
  place: string,
  attempt: () => Promise<T>,
  grants: () => Promise<readonly string[]> = () => Promise.resolve([]),
): Promise<T> => {
  try {
    return await attempt();
  } catch (thrown) {
    const { error, cleaningUp } = unwrap(thrown);
    const refusal = error instanceof ServerRefusal ? error : refusalOf(error);
    if (refusal === undefined) throw thrown;
    const missing = lackOfPrivilege.has(refusal.errno) ? await grants().catch(() => []) : [];
    const next =
      missing.length > 0
        ? ['An administrator of the server can give what is missing:', ...missing]
        : refusal.next;
    const options = { exitCode: refusal.exitCode, next, cause: refusal.cause };
    throw suppressing(new UserError(`${refusal.message} (${place})`, options), cleaningUp);
  }
};

/** 1045 as well: a teacher may not have made the observer's account. */
const lackOfPrivilege: ReadonlySet<number | undefined> = new Set([1044, 1045, 1142, 1227, 1410]);
