import { lockOnWords, waitWords, wishWords } from '../../engine/words/lock-words.ts';
import { heldBy, isCircle, type TextWait, waitsOf } from '../../innodb-text/circle.ts';
import type { DeadlockText, TransactionText } from '../../innodb-text/deadlock-text.ts';
import { isEnd, lockDetailOf } from '../../innodb-text/entry.ts';
import { isSamePlace, type RecordedLock } from '../../innodb-text/recorded-lock.ts';
import { shapeOf } from '../../innodb-text/shape.ts';
import { shortNames } from '../../lesson/level.ts';
import { printable, printableLines } from '../../printable.ts';
import { andMore, counted } from '../../text/amounts.ts';
import { hanging, widthOf, wrapped } from '../../text/fit.ts';
import { ring } from '../../text/ring.ts';
import { signs } from '../../text/signs.ts';
import type { Paint } from '../paint.ts';
import { type Advice, adviceFor, alwaysTrue } from './advice.ts';

/** One deadlock as far as its text tells it: the circle, each transaction, what helps, and what is not there. */
export const deadlockLines = (deadlock: DeadlockText, width: number, paint: Paint): readonly string[] => [
  ...wrapped(paint.strong(printable(title(deadlock))), width),
  '',
  ...drawingLines(deadlock, width, paint),
  ...deadlock.transactions.flatMap((one) => [...transactionLines(deadlock, one, width, paint), '']),
  ...helpLines(deadlock, width, paint),
  ...missingLines(deadlock, width, paint),
];

const title = (deadlock: DeadlockText): string => {
  const { transactions, at } = deadlock;
  const count = counted(transactions.length, 'transaction');
  const what = isCircle(deadlock) ? `A deadlock of ${count}` : `A deadlock, with ${count} in the text`;
  return at === undefined ? what : `${what}, ${at}`;
};

const drawingLines = (deadlock: DeadlockText, width: number, paint: Paint): readonly string[] => {
  const drawn = circleLines(deadlock, width, paint);
  return drawn.length === 0 ? [] : [...drawn, ...signLines(deadlock, width, paint), ''];
};

/** What the signs say that are drawn. */
const signLines = (deadlock: DeadlockText, width: number, paint: Paint): readonly string[] => {
  const isUnknown = waitsOf(deadlock).some(({ holder }) => holder === undefined);
  const words = [
    '──▶ waits for',
    ...(deadlock.victim === undefined ? [] : [`${signs.failed} the victim, rolled back`]),
    ...(isUnknown ? ['? whom: not in the text'] : []),
  ];
  return wrapped(`  ${paint.faint(words.join('   '))}`, width);
};

const circleLines = (deadlock: DeadlockText, width: number, paint: Paint): readonly string[] => {
  if (!isCircle(deadlock)) return chainLines(deadlock, paint);
  const next = new Map(waitsOf(deadlock).map(({ by, holder }) => [by, holder?.number]));
  const order: number[] = [];
  for (
    let at = deadlock.victim ?? deadlock.transactions[0]?.number;
    at !== undefined && !order.includes(at);
    at = next.get(at)
  )
    order.push(at);
  const names = order.map((number) => ({
    name: `(${number})`,
    painted: paint.session(number - 1)(`(${number})`),
  }));
  const mark = deadlock.victim === undefined ? ' ' : paint.bad(signs.failed);
  const [line = '', ...back] = ring(names, paint.waiting);
  if (widthOf(line) > width - 4) return chainLines(deadlock, paint);
  return [`  ${mark} ${line}`, ...back.map((one) => `    ${one}`)];
};

/** What is seen of it. */
const chainLines = (deadlock: DeadlockText, paint: Paint): readonly string[] => {
  const waits = waitsOf(deadlock);
  if (waits.every(({ holder }) => holder === undefined)) return [];
  return waits.map(({ by, holder }) => {
    const mark = deadlock.victim === by ? paint.bad(signs.failed) : ' ';
    return `  ${mark} (${by})${paint.waiting(' ──▶ ')}${holder === undefined ? '?' : `(${holder.number})`}`;
  });
};

const transactionLines = (
  deadlock: DeadlockText,
  transaction: TransactionText,
  width: number,
  paint: Paint,
): readonly string[] => {
  const { number, statement, isCut } = transaction;
  const wait = waitsOf(deadlock).find(({ by }) => by === number);
  const isVictim = deadlock.victim === number;
  const name = `Transaction ${number}${isVictim ? ', the victim' : ''}`;
  const painted = isVictim ? paint.bad(name) : paint.session(number - 1)(name);
  const sql = statement === undefined ? [] : printableLines(statement);
  return [
    ...hanging('', [painted, ...aboutWords(transaction)].join(', '), width),
    ...sql.flatMap((line) => hanging('    ', paint.code(line), width)),
    ...(isCut ? ['    …'] : []),
    ...(wait
      ? hanging(`  ${paint.waiting(signs.waiting)} `, printable(waitingWords(deadlock, wait)), width)
      : []),
    ...(wait && isEnd(wait.lock.records[0]) ? hanging('    ', paint.faint(atEnd), width) : []),
    ...heldLines(heldBy(deadlock, transaction), width, paint),
  ];
};

const atEnd =
  'The text calls that gap supremum: it is the one at the end of the index, or at the end of a page of it.';

const aboutWords = ({ id, seconds, connection, who }: TransactionText): readonly string[] =>
  [
    ...(connection === undefined ? [] : [`connection ${connection}${who === undefined ? '' : ` (${who})`}`]),
    ...(id === undefined ? [] : [`InnoDB's number ${id}`]),
    ...(seconds === undefined ? [] : [`open for ${seconds} s`]),
  ].map(printable);

export const waitingWords = ({ transactions }: DeadlockText, { by, lock, holder }: TextWait): string => {
  const wanted = lockDetailOf(lock, lock.records[0]);
  if (holder !== undefined)
    return waitWords({
      ...wanted,
      for: { session: `transaction ${holder.number}` },
      heldMode: holder.lock.mode,
      ...(holder.lock.isWaiting && { queued: true }),
    });
  const others = transactions.filter(({ number }) => number !== by);
  const [other] = others;
  // It can have asked for one lock, the one it waits for.
  const mayOnlyAsk = other !== undefined && (other.waits === undefined || isSamePlace(other.waits, lock));
  const whose =
    others.length === 1 && other
      ? `: if there was no third, transaction ${other.number} has it${mayOnlyAsk ? ', or has asked for it before' : ''}`
      : '';
  return `${wishWords(wanted)}; the text does not show who has it${whose}`;
};

/** More would not be read. */
const mostHeld = 4;

const heldLines = (holds: readonly RecordedLock[], width: number, paint: Paint): readonly string[] => {
  const held = holds.flatMap(heldWords);
  const more = held.length - mostHeld;
  return [
    ...held
      .slice(0, mostHeld)
      .flatMap((words) => hanging(`  ${paint.faint('•')} `, printable(`holds ${words}`), width)),
    ...(more > 0 ? [`    ${paint.faint(andMore(more, 'lock'))}`] : []),
  ];
};

const heldWords = (lock: RecordedLock): readonly string[] =>
  lock.records.length === 0
    ? [lockOnWords(lockDetailOf(lock, undefined))]
    : lock.records.map((record) => {
        const where = isEnd(record) ? ' at the end of the index, or of a page of it' : '';
        return `${lockOnWords(lockDetailOf(lock, record))}${where}`;
      });

const helpLines = (deadlock: DeadlockText, width: number, paint: Paint): readonly string[] => {
  const shape = shapeOf(deadlock);
  const advice = shape && adviceFor(shape);
  const shows = advice && lessonCommand(advice);
  return [
    ...(advice ? hanging('', `${paint.strong('Its kind:')} ${advice.kind}`, width) : []),
    paint.strong('What usually helps'),
    ...[...(advice?.says ?? []), alwaysTrue].flatMap((line) => hanging('  ', line, width)),
    ...(shows === undefined ? [] : hanging('  ', `A lesson that shows one: ${paint.code(shows)}`, width)),
  ];
};

const lessonCommand = ({ lesson, level }: Advice): string | undefined => {
  if (lesson === undefined) return undefined;
  return level === undefined
    ? `isolab ${lesson}`
    : `isolab ${lesson} --level ${shortNames[level].toLowerCase()}`;
};

const missingLines = ({ missing }: DeadlockText, width: number, paint: Paint): readonly string[] =>
  missing.length === 0
    ? []
    : [
        '',
        paint.strong('What this text does not have'),
        ...missing.flatMap((one) => hanging('  ', printable(one), width)),
      ];

/** What no report has. */
export const neverToldLines = (width: number, paint: Paint): readonly string[] => [
  paint.strong('What no such text tells'),
  ...[
    'Each transaction is shown with the statement that it was at, not with those that took the locks that it holds.',
    'Entries are bytes there: what looks like a text or a small integer is shown as one.',
  ].flatMap((line) => hanging('  ', line, width)),
];
