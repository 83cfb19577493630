import type { CST, YAMLError } from 'yaml';
import type { Span, TextLines } from './text-lines.ts';
import { indentationSlip } from './yaml-indentation.ts';
import { plainYamlMessage } from './yaml-messages.ts';

export interface YamlSlip {
  readonly span: Span;
  readonly message: string;
  readonly expected?: string;
}

/**
 * What is wrong with a text that is no YAML, each place once: a slip of the hand where it was made, and not all that the
 * reader finds odd behind it.
 */
export const yamlSlips = (
  faults: readonly YAMLError[],
  tokens: readonly CST.Token[],
  lines: TextLines,
): readonly YamlSlip[] => {
  const { text } = lines;
  const told = faults.map((fault): YamlSlip & { readonly code: YAMLError['code'] } => ({
    code: fault.code,
    span: { from: fault.pos[0], to: fault.pos[1] },
    ...plainYamlMessage(fault, text),
  }));
  const tab = told.find(({ code }) => code === 'TAB_AS_INDENT');
  const isOfShape = told.some(({ code }) => !ownPlaces.has(code));
  const slip = openedBefore(tokens, told, lines) ?? tab ?? (isOfShape ? indentationSlip(text) : undefined);
  if (slip === undefined) return oncePerLine(told, lines);
  const { line } = lines.place(slip.span);
  const earlier = told.filter(({ span }) => lines.place(span).line < line);
  // The reader takes what is odd in a line for a fault of the line before it.
  const others = earlier.filter(({ span, code }) => ownPlaces.has(code) || lines.place(span).line < line - 1);
  return [...oncePerLine(others, lines), slip];
};

/** Faults that say themselves what is wrong where they are. */
const ownPlaces: ReadonlySet<YAMLError['code']> = new Set([
  'DUPLICATE_KEY',
  'TAG_RESOLVE_FAILED',
  'BAD_SCALAR_START',
]);

const oncePerLine = (slips: readonly YamlSlip[], lines: TextLines): readonly YamlSlip[] =>
  [...Map.groupBy(slips, ({ span }) => lines.place(span).line).values()].flatMap((same) => same.slice(0, 1));

/** The quote or the bracket that was opened, and closed nowhere, or by the next one of its kind far below. */
const openedBefore = (
  tokens: readonly CST.Token[],
  faults: readonly YamlSlip[],
  lines: TextLines,
): YamlSlip | undefined => {
  const found = [...quotesAndBrackets(tokens)].toSorted((a, b) => a.offset - b.offset);
  for (const { offset, end, mark, isClosed } of found) {
    const span = { from: offset, to: offset + 1 };
    if (!isClosed) return { span, message: `this ${nameOf(mark)} is never closed` };
    const [first, last] = [lines.place(span).line, lines.place({ from: end - 1, to: end }).line];
    const isStrange = mark !== '[' && mark !== '{' && last > first;
    if (
      !isStrange ||
      !faults.some((one) => one.span.from >= offset && lines.place(one.span).line >= last - 1)
    )
      continue;
    return { span, message: `this ${nameOf(mark)} is closed only in line ${last}` };
  }
  return undefined;
};

const nameOf = (mark: string): string => (mark === '[' || mark === '{' ? `\`${mark}\`` : `quote (${mark})`);

interface Pair {
  readonly offset: number;
  readonly end: number;
  readonly mark: string;
  readonly isClosed: boolean;
}

function* quotesAndBrackets(given: unknown): Generator<Pair> {
  if (Array.isArray(given)) {
    for (const one of given) yield* quotesAndBrackets(one);
    return;
  }
  if (!isToken(given)) return;
  if (given.type === 'double-quoted-scalar' || given.type === 'single-quoted-scalar') {
    const { source, offset } = given;
    const mark = source.charAt(0);
    yield { offset, end: offset + source.length, mark, isClosed: source.length > 1 && source.endsWith(mark) };
  }
  if (given.type === 'flow-collection') {
    const { start, end } = given;
    const last = end.findLast(({ type }) => type === 'flow-seq-end' || type === 'flow-map-end');
    yield {
      offset: start.offset,
      end: last?.offset ?? start.offset,
      mark: start.source,
      isClosed: last !== undefined,
    };
  }
  for (const part of ['value', 'items', 'key', 'contents']) {
    if (part in given) yield* quotesAndBrackets(Reflect.get(given, part));
  }
}

/** Items of collections have no type of their own. */
const isToken = (given: unknown): given is CST.Token =>
  typeof given === 'object' && given !== null && ('type' in given || 'value' in given || 'key' in given);
