import { addAbortSignal } from 'node:stream';
import { deadlockLesson } from '../../author/deadlock-lesson.ts';
import { jsonText } from '../../engine/json-text.ts';
import { exitCodes, UserError } from '../../errors.ts';
import { readEnd, sizeWords, UnreadableFile } from '../../files/read-file.ts';
import { createFile } from '../../files/write-file.ts';
import { type DeadlockText, deadlocksIn, type FoundDeadlocks } from '../../innodb-text/deadlock-text.ts';
import { reasonOf, told } from '../../printable.ts';
import { deadlocksReport } from '../../report/deadlock/json.ts';
import { deadlockListLines } from '../../report/deadlock/list-lines.ts';
import { deadlockLines, neverToldLines } from '../../report/deadlock/text.ts';
import { type Paint, paintFor } from '../../report/paint.ts';
import { shellPath } from '../../shell-word.ts';
import { wrapped } from '../../text/fit.ts';
import { type Edge, wantsColor, widthOf } from '../edge.ts';
import { writeText } from '../text-output.ts';
import { mayBeSaved, namesFrom } from './save-lesson.ts';

export interface Deadlock {
  /** - is stdin. */
  readonly file: string;
  readonly which: 'last' | 'all' | number;
  readonly save?: string;
  readonly format: 'text' | 'json';
}

/** So much of the end of a text is read, in bytes; a report has some thousand. */
const mostRead = 16_000_000;

/** Tells of deadlocks what a text of InnoDB has of them. */
export const deadlock = async (edge: Edge, wanted: Deadlock): Promise<number> => {
  const { file, which, save, format } = wanted;
  if (save !== undefined) await mayBeSaved(save);
  const source = await read(edge, file);
  const { deadlocks, ...about } = deadlocksIn(textOf(source.bytes));
  if (deadlocks.length === 0) throw noneIn(source, about);
  const shown = chosen(source, deadlocks, which);
  const saved = save === undefined ? [] : await saveAs(save, deadlocks, shown);
  if (format === 'json') {
    const part = source.size > source.bytes.length ? source.bytes.length : undefined;
    edge.stdout.write(`${jsonText(deadlocksReport(deadlocks, shown, part), 2)}\n`);
    for (const line of saved) edge.stderr.write(`${line}\n`);
  } else {
    const width = Math.min(160, widthOf(edge.stdout));
    const paint = paintFor(wantsColor(edge.stdout, edge.env));
    const lines = [
      ...partLines(source, width),
      ...listLines(source, deadlocks, shown, width, paint),
      ...shown.flatMap((nth) => {
        const one = deadlocks[nth - 1];
        return one ? [...deadlockLines(one, width, paint), ''] : [];
      }),
      ...neverToldLines(width, paint),
      ...(saved.length === 0 ? [] : ['', ...saved]),
      '',
    ];
    writeText(edge, edge.stdout, lines.join('\n'));
  }
  return exitCodes.ok;
};

interface Source {
  /** For people. */
  readonly name: string;
  /** Its end, where it is long. */
  readonly bytes: Buffer;
  readonly size: number;
}

const read = async (edge: Edge, file: string): Promise<Source> => {
  if (file === '-') return { name: 'stdin', ...(await readStdin(edge)) };
  try {
    return { name: file, ...(await readEnd(file, mostRead)) };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new UserError(told`${error.message}.`, {
      next:
        error.why === 'special'
          ? [`Let it be read from stdin: isolab deadlock - <${shellPath(file)}`]
          : howToGet,
      cause: error,
    });
  }
};

const readStdin = async ({ stdin, stderr, signal }: Edge): Promise<Omit<Source, 'name'>> => {
  if (stdin.isTTY)
    stderr.write(
      'Paste the text of SHOW ENGINE INNODB STATUS, and end it with Ctrl-D on a line of its own.\n',
    );
  const chunks: Buffer[] = [];
  let size = 0;
  let kept = 0;
  try {
    for await (const chunk of addAbortSignal(signal, stdin)) {
      if (!Buffer.isBuffer(chunk)) throw new Error('An input without bytes');
      chunks.push(chunk);
      size += chunk.length;
      kept += chunk.length;
      while (kept - (chunks[0]?.length ?? 0) >= mostRead) kept -= chunks.shift()?.length ?? 0;
    }
  } catch (error) {
    signal.throwIfAborted();
    // A folder for instance: isolab deadlock - <.
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UserError(`stdin cannot be read: ${reasonOf(error)}`, { cause: error });
  }
  return { bytes: Buffer.concat(chunks), size };
};

/** PowerShell writes UTF-16 into files. */
const textOf = (bytes: Buffer): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return bytes.toString('utf8');
};

const howToGet = [
  String.raw`The text of the last deadlock: mysql -e 'SHOW ENGINE INNODB STATUS\G' | isolab deadlock -`,
  'All of them: SET GLOBAL innodb_print_all_deadlocks = ON, then isolab deadlock on the error log.',
];

const noneIn = (
  { name, bytes }: Source,
  { isWholeStatus, gaveUp }: Omit<FoundDeadlocks, 'deadlocks'>,
): UserError => {
  if (bytes.length === 0) return new UserError(told`${name} is empty.`, { next: howToGet });
  if (isWholeStatus)
    return new UserError(
      told`${name} is InnoDB's status, and has no deadlock: there was none since the server started.`,
    );
  if (gaveUp)
    return new UserError(
      told`${name} has no circle to show: InnoDB gave up its search for one, since too many transactions or locks waited in a line, and rolled one of them back.`,
    );
  if (bytes.subarray(0, 4096).includes(0))
    return new UserError(told`${name} is no text.`, { next: howToGet });
  return new UserError(told`${name} has no report of a deadlock in it.`, {
    next: [
      'A report begins with *** (1) TRANSACTION: – a text that is cut off before has none to read.',
      ...howToGet,
    ],
  });
};

/** Their places, from 1. */
const chosen = (
  { name }: Source,
  { length }: readonly DeadlockText[],
  which: Deadlock['which'],
): readonly number[] => {
  if (which === 'all') return Array.from({ length }, (_, at) => at + 1);
  if (which === 'last') return [length];
  if (which <= length) return [which];
  throw new UserError(told`--nth ${which}: ${name} has no more than ${length}.`);
};

const partLines = ({ name, bytes, size }: Source, width: number): readonly string[] =>
  size > bytes.length
    ? [
        ...wrapped(
          told`Of ${name} the last ${sizeWords(bytes.length)} were read; it has ${sizeWords(size)}.`,
          width,
        ),
        '',
      ]
    : [];

const listLines = (
  { name }: Source,
  deadlocks: readonly DeadlockText[],
  shown: readonly number[],
  width: number,
  paint: Paint,
): readonly string[] => {
  if (deadlocks.length === 1) return [];
  const [first] = shown;
  const which =
    shown.length > 1
      ? 'All of them:'
      : `This is number ${first}; --nth N shows another one, --all shows all.`;
  return [...deadlockListLines(deadlocks, name, width, paint), ...wrapped(which, width), ''];
};

/** Writes a lesson to go on with, and says how. */
const saveAs = async (
  file: string,
  deadlocks: readonly DeadlockText[],
  shown: readonly number[],
): Promise<readonly string[]> => {
  const [only] = shown;
  const one = deadlocks[(only ?? 0) - 1];
  if (one === undefined || shown.length > 1)
    throw new UserError('--save begins a lesson with one deadlock, not with all.', {
      next: ['Choose one: --nth N'],
    });
  const { id = 'a-deadlock', title = 'A deadlock' } = namesFrom(file);
  await createFile(file, deadlockLesson(one, { id, title }));
  return [
    told`Wrote ${file}, the beginning of a lesson.`,
    `  isolab check ${shellPath(file)}   see what else is missing`,
    `  isolab ${shellPath(file)}   go through it step by step`,
    'Fill in first what the text does not have: columns, rows, and the statements before. Each is marked TODO:',
    `  grep -n TODO ${shellPath(file)}`,
  ];
};
