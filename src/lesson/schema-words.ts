import { z } from 'zod';
import { levels } from './level.ts';

/** The small words of the format that several parts of the schema share. */

export const text = (what: string) => z.string().min(1).describe(what);

export const format = z.literal(1).describe('The version of the format: 1, which is meant without it, too.');

export const level = z.enum(levels).meta({ id: 'level' });

export const stepName = z
  .string()
  .regex(
    /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/,
    'must be lower-case words joined by underscores, for instance insert_b',
  );

export const redisCommand = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .describe(
    'A Redis command: text that is cut at its blanks, or a list with one word an item. {name} stands for a value.',
  );

export const work = z
  .string()
  .regex(/^[0-9]+(\.[0-9]+)?(ms|s)$/, 'must be a time such as 20ms or 1s')
  .describe('Other slow work, so long in a burst; in steps the schedule is the time that it takes.');

export const sql = z
  .union([z.string(), z.array(z.string().min(1))])
  .describe('SQL statements: text that is cut at its semicolons, or a list with one statement an item.');

/** What a session does when it is not one statement that is written right here. */
const doing = z
  .strictObject({
    do: stepName.exactOptional().describe("The step of the lesson's handler that the session takes."),
    redis: redisCommand.exactOptional(),
    work: work.exactOptional(),
    gone: text(
      'The session works until this key of Redis has expired; the lab lets its time run out, so nobody waits.',
    ).exactOptional(),
    crash: z.literal(true).exactOptional().describe('true: the application dies here, and its connection.'),
  })
  .meta({ id: 'doing', title: 'what a session does' });

const s = z
  .union([z.string().min(1), doing])
  .describe('The statement that this session sends, or what it does instead.')
  .exactOptional();

/** A step has one key that is a session; being strict needs every name that it may have. */
// biome-ignore format: one line a half of the alphabet
export const sessionKeys = {
  A: s, B: s, C: s, D: s, E: s, F: s, G: s, H: s, I: s, J: s, K: s, L: s, M: s,
  N: s, O: s, P: s, Q: s, R: s, S: s, T: s, U: s, V: s, W: s, X: s, Y: s, Z: s,
};

export type SessionName = keyof typeof sessionKeys;

export const isSessionName = (key: string): key is SessionName => Object.hasOwn(sessionKeys, key);

/** One capital letter, so that an order of steps can be written AABBAB. */
export const sessionName = z.string().regex(/^[A-Z]$/, 'must be one capital letter: A, B, C …');

export const order = z
  .string()
  .regex(/^[A-Z]+$/, 'must be the letters of the sessions in the order of their turns, for instance ABAABB');

export const conditionWords = ['found', 'missing', 'unchanged', 'ok', 'error'] as const;

export const condition = z
  .string()
  .regex(
    /^(found|missing|unchanged|ok|error|[0-9]{4,5}|(ER|WARN)_[A-Z0-9_]+|[A-Za-z_][A-Za-z0-9_]* (=|!=|<|<=|>|>=) .+)$/,
    `must be ${conditionWords.join(', ')}, an error such as 1062 or ER_DUP_ENTRY, or a value such as "stock = 0" or "stock < 3"`,
  );

export const id = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens, for instance lost-update');

/** One value for every level, or a mapping with a value a level and `default` for the levels not named. */
export const byLevel = <T extends z.ZodType>(value: T, name: string) =>
  z.union([value, levelMap(value)]).meta({ id: name });

/** A mapping alone, for a union of more kinds. */
export const levelMap = <T extends z.ZodType>(value: T) => {
  const levelValue = (one: string) => value.exactOptional().describe(`What holds at ${one}.`);
  return z
    .strictObject({
      default: value.exactOptional().describe('What holds at every level that is not named here.'),
      'READ UNCOMMITTED': levelValue('READ UNCOMMITTED'),
      'READ COMMITTED': levelValue('READ COMMITTED'),
      'REPEATABLE READ': levelValue('REPEATABLE READ'),
      SERIALIZABLE: levelValue('SERIALIZABLE'),
    })
    .meta({ title: 'a value by level' });
};
