import { UserError } from '../errors.ts';
import { id as idWord } from '../lesson/schema-words.ts';
import { told } from '../printable.ts';
import { yamlFlow } from './yaml-text.ts';

/** @throws UserError that says what an id looks like, with one that would do where it can be seen. */
export const checkLessonId = (id: string): void => {
  if (idWord.safeParse(id).success) return;
  const near = id
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  throw new UserError(told`${id === '' ? "''" : id} cannot be the id of a lesson.`, {
    next: [
      'An id is lower-case words and numbers joined by hyphens, for instance lost-update.',
      ...(near === '' ? [] : [`This would do: ${near}`]),
    ],
  });
};

/** The text of a lesson to begin with: it runs, and `isolab record` completes it. */
export const startingLesson = (id: string, file: string): string => {
  // In a comment, and to be typed: nothing but what a shell takes as it is.
  const name = /^[\w./-]+$/.test(file) ? (file.includes('/') ? file : `./${file}`) : 'FILE';
  const words = id.replaceAll('-', ' ');
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return `# yaml-language-server: $schema=./lesson.schema.json
#
# A lesson for isolab. It runs as it is:
#
#   isolab run ${name}        what happens
#   isolab watch ${name}      what happens, again after every save
#   isolab record ${name}     write what happened into this file, as \`expect\` and \`end\`
#   isolab verify ${name}     prove all of it, at every level
#
# With the schema beside this file (isolab schema --out lesson.schema.json) an editor completes and checks it.
format: 1
id: ${yamlFlow(id)}
title: ${yamlFlow(title)}
topic: my lessons
summary: What this lesson shows, in one sentence.
# anomaly: P4                    # which anomaly happens, by its code (lost update), or none; record writes it

# Markdown, shown before the first step: the situation, and a question that makes one think.
about: |
  Seat 12A is the last one. Two people click on it in the same moment. For each of them the program looks
  whether somebody has it already, and books it only when nobody has.

  Who gets the seat?

# Shown after the last step: what to take away, a sentence an item.
remember:
  - Between a look and a write, another transaction can write.

# Where to read more.
sources:
  - title: "MySQL Reference Manual: Transaction Isolation Levels"
    url: https://dev.mysql.com/doc/refman/8.4/en/innodb-transaction-isolation-levels.html

levels: all                      # or a list, for instance [READ COMMITTED, REPEATABLE READ]
level: REPEATABLE READ           # where a student starts

# Runs in an empty schema before the first step.
setup: |
  CREATE TABLE bookings (
    id INT AUTO_INCREMENT PRIMARY KEY,
    seat VARCHAR(3) NOT NULL,
    passenger VARCHAR(20) NOT NULL
  );

# Tables whose committed rows are shown all the time.
watch: [bookings]

# One capital letter a client; each has a connection of its own.
sessions:
  A: Ada's request
  B: Bob's request

# What must be true in the end: the query finds what violates the promise.
invariant:
  says: A seat is booked once.
  violations: SELECT seat, COUNT(*) AS bookings FROM bookings GROUP BY seat HAVING bookings > 1

# Who sends what, in which order. \`look\` stands before a step and \`why\` after it; both can differ by level:
#
#   why:
#     default: Nobody waits here.
#     SERIALIZABLE: A waits for the place that B has looked at.
#
# Both are claims: where \`expect\` differs by level or a variant has another one, they are written for it, or kept with
# \`still_true\`. Of a wait, \`why\` can be two texts: { begins: …, ends: … }.
#
# \`as\` names a step, so that variants and \`when\` can speak of it. \`reject_if\` and \`answer\` are the program.
steps:
  - A: START TRANSACTION
    as: begin_a

  - A: SELECT passenger FROM bookings WHERE seat = '12A'
    as: look_a
    look: Ada's request looks whether the seat is free.
    reject_if: { found: The seat is taken. }

  - B: START TRANSACTION
    as: begin_b

  - B: SELECT passenger FROM bookings WHERE seat = '12A'
    as: look_b
    look: So does Bob's. What will it find?
    reject_if: { found: The seat is taken. }
    why: Nothing, and that is true. From here on both of them are sure.

  - A: INSERT INTO bookings (seat, passenger) VALUES ('12A', 'Ada')
    as: book_a
    look: Nobody has the seat, so Ada's request books it.
    still_true: [look]

  - B: INSERT INTO bookings (seat, passenger) VALUES ('12A', 'Bob')
    as: book_b
    look: What will Bob be told?
    still_true: [look]

  - A: COMMIT
    as: commit_a
    answer: Seat 12A is yours.

  - B: COMMIT
    as: commit_b
    answer: Seat 12A is yours.

# The same lesson with one change: the fix beside the bug. \`prevents\` lists the levels at which the promise
# is broken without the change and kept with it; verify proves both. \`takes: AABBAABB\` would be another order of the steps.
variants:
  unique-index:
    title: "Fix: a unique index on the seat"
    about: |
      The database itself refuses a second booking of a seat. The program has to expect that, and to say it
      properly.
    prevents: [READ UNCOMMITTED, READ COMMITTED, REPEATABLE READ]
    setup: CREATE UNIQUE INDEX one_seat ON bookings (seat);
    steps:
      book_a:
        still_true: [look]
      book_b:
        look: Does Bob get an answer at once?
        still_true: [look]
        reject_if: { ER_DUP_ENTRY: The seat is taken. }
`;
};
