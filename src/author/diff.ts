import { told } from '../printable.ts';

/** A line of a unified diff, with the mark in front that its kind has there. */
export interface DiffLine {
  readonly kind: 'file' | 'place' | 'same' | 'removed' | 'added' | 'note';
  readonly text: string;
}

const contextLines = 3;

/**
 * The changes from one text to another as a unified diff that patch(1) reads; empty when there are none.
 * https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
 */
export const unifiedDiff = (before: string, after: string, file: string): readonly DiffLine[] => {
  if (before === after) return [];
  const script = editScript(linesOf(before), linesOf(after));
  return [
    { kind: 'file', text: told`--- ${file}` },
    { kind: 'file', text: told`+++ ${file}` },
    ...hunksOf(script).flatMap(hunkLines),
  ];
};

interface Edit {
  readonly kind: 'same' | 'removed' | 'added';
  /** With its line break, which the last line of a file may lack. */
  readonly line: string;
  /** How many lines of each text come before it. */
  readonly before: number;
  readonly after: number;
}

const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** The edits that change stand together with the lines around them; what is far apart is apart. */
const hunksOf = (script: readonly Edit[]): readonly (readonly Edit[])[] => {
  const hunks: Edit[][] = [];
  let reach = -1;
  for (const [index, edit] of script.entries()) {
    if (edit.kind === 'same') continue;
    const from = Math.max(index - contextLines, 0);
    const to = Math.min(index + contextLines, script.length - 1);
    if (from > reach + 1 || hunks.length === 0) hunks.push([]);
    hunks.at(-1)?.push(...script.slice(Math.max(from, reach + 1), to + 1));
    reach = Math.max(reach, to);
  }
  return hunks;
};

const hunkLines = (hunk: readonly Edit[]): readonly DiffLine[] => {
  const [first] = hunk;
  if (first === undefined) return [];
  const removed = hunk.filter(({ kind }) => kind !== 'added').length;
  const added = hunk.filter(({ kind }) => kind !== 'removed').length;
  const place = `@@ -${rangeText(first.before, removed)} +${rangeText(first.after, added)} @@`;
  return [{ kind: 'place', text: place }, ...hunk.flatMap(editLines)];
};

/** Lines count from 1; an empty range stands behind the line before it. */
const rangeText = (before: number, count: number): string =>
  count === 1 ? `${before + 1}` : `${count === 0 ? before : before + 1},${count}`;

const marks = { same: ' ', removed: '-', added: '+' } as const;

const editLines = ({ kind, line }: Edit): readonly DiffLine[] => {
  const text = marks[kind] + line.replace(/\n$/, '');
  return line.endsWith('\n')
    ? [{ kind, text }]
    : [
        { kind, text },
        { kind: 'note', text: '\\ No newline at end of file' },
      ];
};

/** The shortest edit script. E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986). */
const editScript = (before: readonly string[], after: readonly string[]): readonly Edit[] => {
  const trace = furthestReaches(before, after);
  const edits: Edit[] = [];
  let x = before.length;
  let y = after.length;
  for (let depth = trace.length - 1; depth >= 0; depth -= 1) {
    const reach = trace[depth] ?? new Map<number, number>();
    const k = x - y;
    const isDown = k === -depth || (k !== depth && at(reach, k - 1) < at(reach, k + 1));
    const fromK = isDown ? k + 1 : k - 1;
    const fromX = depth === 0 ? 0 : at(reach, fromK);
    const fromY = depth === 0 ? 0 : fromX - fromK;
    while (x > fromX && y > fromY) {
      x -= 1;
      y -= 1;
      edits.push({ kind: 'same', line: before[x] ?? '', before: x, after: y });
    }
    if (depth === 0) break;
    if (isDown) edits.push({ kind: 'added', line: after[fromY] ?? '', before: fromX, after: fromY });
    else edits.push({ kind: 'removed', line: before[fromX] ?? '', before: fromX, after: fromY });
    x = fromX;
    y = fromY;
  }
  return edits.toReversed();
};

/** For each number of edits, how far one gets on each diagonal before the last of them. */
const furthestReaches = (
  before: readonly string[],
  after: readonly string[],
): readonly ReadonlyMap<number, number>[] => {
  const reach = new Map<number, number>([[1, 0]]);
  const trace: ReadonlyMap<number, number>[] = [];
  for (let depth = 0; ; depth += 1) {
    trace.push(new Map(reach));
    for (let k = -depth; k <= depth; k += 2) {
      const isDown = k === -depth || (k !== depth && at(reach, k - 1) < at(reach, k + 1));
      let x = isDown ? at(reach, k + 1) : at(reach, k - 1) + 1;
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x += 1;
      reach.set(k, x);
      if (x >= before.length && x - k >= after.length) return trace;
    }
  }
};

const at = (reach: ReadonlyMap<number, number>, k: number): number => reach.get(k) ?? 0;
