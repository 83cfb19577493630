import { Document, isMap, isScalar, isSeq, Scalar, visit } from 'yaml';
import { UserError } from '../errors.ts';
import type { LessonData, StepData } from '../lesson/schema.ts';
import { splitSql } from '../lesson/split-sql.ts';
import { isCutProgram } from '../lesson/sql-slips.ts';
import { sessionOf } from './lesson-data.ts';

/** As much as fits on a line of a lesson, in columns. */
const maxColumns = 110;

export interface LessonTextOptions {
  /** Whose step comes when, for instance AABBAB; what it leaves out follows, session by session. */
  readonly takes?: string;
  /** Stands above all; several lines may. */
  readonly comment?: string;
}

/** A lesson as a file that people read and go on with. */
export const lessonText = (data: LessonData, { takes, comment }: LessonTextOptions = {}): string => {
  const steps = takes === undefined ? data.steps : inOrder(data.steps, takes);
  const document = new Document({ ...data, steps, ...(data.setup && { setup: asBlock(data.setup) }) });
  if (comment !== undefined) document.commentBefore = comment.replaceAll(/^/gm, ' ');
  let lineWidth = maxColumns;
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value !== 'string') return;
      if (needsQuotes.test(node.value)) lineWidth = 0;
      if (node.value.trim() === '') node.type = Scalar.QUOTE_DOUBLE;
      else if (node.value.includes('\n')) node.type = Scalar.BLOCK_LITERAL;
      else if (node.value.length > maxColumns - 10) node.type = Scalar.BLOCK_FOLDED;
    },
  });
  addSpace(document);
  return document.toString({
    lineWidth,
    doubleQuotedMinMultiLineLength: Number.POSITIVE_INFINITY,
    flowCollectionPadding: false,
  });
};

/**
 * Control characters stand in no block. What is between quotes instead has to be one line, or a comment in SQL would go
 * on behind the end of its line.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const needsQuotes = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/; // oxlint-disable-line no-control-regex

/** @throws UserError when the word asks for steps that a session does not have. */
const inOrder = (steps: readonly StepData[], takes: string): StepData[] => {
  const left = Map.groupBy(steps, sessionOf);
  const taken = Array.from(takes, (letter) => {
    const step = left.get(letter)?.shift();
    if (step !== undefined) return step;
    const has = steps.filter((one) => sessionOf(one) === letter).length;
    throw new UserError(`The order ${takes} takes more steps of ${letter} than there are: ${has}.`);
  });
  return [...taken, ...[...left.values()].flat()];
};

/** One text with a statement a line, where cutting it at its semicolons gives the same statements back. */
const asBlock = (setup: string | readonly string[]): string | readonly string[] => {
  if (typeof setup === 'string') return setup;
  const text = setup.map((sql) => `${sql};\n`).join('');
  const { statements, problem } = splitSql(text);
  const isSame =
    problem === undefined &&
    statements.length === setup.length &&
    statements.every(({ sql }, index) => sql === setup[index] && !isCutProgram(sql));
  return isSame ? text : setup;
};

/** An empty line before what is long: the tables, the steps and each of them. */
const addSpace = ({ contents }: Document): void => {
  if (!isMap(contents)) return;
  for (const { key, value } of contents.items) {
    if (!isScalar(key)) continue;
    if (['levels', 'setup', 'sessions', 'invariant', 'steps'].includes(String(key.value)))
      key.spaceBefore = true;
    if (key.value === 'watch' && isSeq(value)) value.flow = true;
    if (key.value === 'levels' && isSeq(value)) value.flow = true;
    if (key.value !== 'steps' || !isSeq(value)) continue;
    for (const item of value.items.slice(1)) if (isMap(item)) item.spaceBefore = true;
  }
};
