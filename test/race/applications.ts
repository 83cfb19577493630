import type { BurstChoice } from '../../src/lesson/burst-script.ts';
import { burstOf } from '../../src/lesson/burst-script.ts';
import { parseLesson } from '../../src/lesson/parse.ts';
import { lessonText } from '../lesson/lesson-text.ts';

/** The lesson text with an application, indented as YAML wants it below `handler:` and `burst:`. */
export const applicationText = (parts: {
  readonly setup: string;
  readonly watch: string;
  readonly violations: string;
  readonly handler: string;
  readonly burst?: string;
  readonly variants?: string;
}): string =>
  lessonText({
    setup: `setup: ${JSON.stringify(parts.setup)}`,
    watch: `watch: [${parts.watch}]`,
    invariant: `invariant: { says: it happens once, violations: ${JSON.stringify(parts.violations)} }`,
    handler: `handler:\n${parts.handler}`,
    burst: `burst: ${parts.burst ?? '{ requests: 6, workers: 4 }'}`,
    variants: parts.variants === undefined ? undefined : `variants:\n${parts.variants}`,
  });

export const burstFrom = (text: string, choice: BurstChoice = {}) => burstOf(parseLesson(text), choice);

/** The daily check-in: look at a flag, then pay. */
export const checkIn = applicationText({
  setup: `CREATE TABLE users (id INT PRIMARY KEY, is_sign INT NOT NULL, credit INT NOT NULL);
    CREATE TABLE check_ins (id INT AUTO_INCREMENT PRIMARY KEY, user_id INT NOT NULL);
    INSERT INTO users WITH RECURSIVE n AS (SELECT 1 i UNION ALL SELECT i + 1 FROM n WHERE i < 50)
      SELECT i, 0, 0 FROM n`,
  watch: 'users, check_ins',
  violations: 'SELECT user_id, COUNT(*) AS times FROM check_ins GROUP BY user_id HAVING times > 1',
  handler: `
  title: Check in
  path: /sign
  request: { user: 1 }
  steps:
    begin: START TRANSACTION
    lookup:
      sql: 'SELECT is_sign FROM users WHERE id = :user'
      reject_if: { 'is_sign = 1': already checked in }
    record: 'INSERT INTO check_ins (user_id) VALUES (:user)'
    credit: 'UPDATE users SET credit = credit + 10 WHERE id = :user'
    flag: 'UPDATE users SET is_sign = 1 WHERE id = :user'
    commit: { sql: COMMIT, answer: checked in }
  retry: { on: [1205], times: 1, backoff: 1ms }`,
  variants: `
  for-update:
    title: Lock
    about: Lock.
    handler:
      lookup: { sql: 'SELECT is_sign FROM users WHERE id = :user FOR UPDATE' }
  for-share:
    title: Share
    about: Share.
    handler:
      lookup: { sql: 'SELECT is_sign FROM users WHERE id = :user FOR SHARE' }`,
});

/** The same with a handler that begins again after a deadlock. */
export const patientCheckIn = checkIn.replace('on: [1205], times: 1', 'on: [1213], times: 10');

/** A look-up, then an insert. */
export const addBook = applicationText({
  setup: 'CREATE TABLE books (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(100) NOT NULL)',
  watch: 'books',
  violations: 'SELECT name, COUNT(*) AS copies FROM books GROUP BY name HAVING copies > 1',
  handler: `
  title: Add a book
  path: /books
  request: { name: Sapiens }
  steps:
    begin: START TRANSACTION
    lookup:
      sql: 'SELECT id FROM books WHERE name = :name'
      reject_if: { found: '{name} is there already' }
    insert: { sql: 'INSERT INTO books (name) VALUES (:name)', keep: { id: insert_id } }
    commit: { sql: COMMIT, answer: { status: 201, json: { id: '{id}', name: '{name}' } } }`,
  variants: `
  unique:
    title: Unique
    about: Unique.
    setup: ALTER TABLE books ADD UNIQUE (name)
    handler:
      insert:
        on_error: continue
        after:
          again: { sql: 'SELECT id FROM books WHERE name = :name FOR SHARE', when: { insert: "1062" }, keep: { id: id } }
  uncaught:
    title: Uncaught
    about: Uncaught.
    setup: ALTER TABLE books ADD UNIQUE (name)`,
});
