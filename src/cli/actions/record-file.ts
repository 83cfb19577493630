import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type DiffLine, unifiedDiff } from '../../author/diff.ts';
import { recordLesson } from '../../author/record.ts';
import type { OpenClaims } from '../../author/record-options.ts';
import type { Finding } from '../../engine/judge/finding.ts';
import { exitCodes, UserError } from '../../errors.ts';
import { createFile, replaceFile } from '../../files/write-file.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { expectFileOf } from '../../lesson/lesson-file-name.ts';
import { readLessonFiles, type TextFile } from '../../lesson/load.ts';
import { parseLesson } from '../../lesson/parse.ts';
import { unclaimedProse } from '../../lesson/prose-claims.ts';
import { printable, told } from '../../printable.ts';
import { type Paint, paintFor } from '../../report/paint.ts';
import { shellPath } from '../../shell-word.ts';
import { counted } from '../../text/amounts.ts';
import { askYesNo } from '../ask.ts';
import { systemClock } from '../clock.ts';
import { type Edge, isInteractive, wantsColor } from '../edge.ts';
import { ProgressLine } from '../progress.ts';
import { shippedFolder } from '../shipped.ts';
import { writeText } from '../text-output.ts';
import { withLab } from '../with-lab.ts';
import { type CaseWords, chooseCases } from './choose-cases.ts';

export interface RecordFile extends CaseWords {
  readonly file: string;
  readonly update?: true | undefined;
  readonly everyOrder?: true | undefined;
  /** Into a file of its own, lost-update.expect.yaml. */
  readonly beside?: true | undefined;
  readonly dryRun?: true | undefined;
  readonly yes?: true | undefined;
  readonly repeat: number;
  readonly wish: ServerWish;
}

/** More sandboxes at once than this only wait for each other on a small machine. */
const jobs = 4;

const notRecorded = (file: string): UserError =>
  new UserError(
    told`${file} is an exercise: nothing is claimed of its steps, so there is nothing to record.`,
    {
      next: [`isolab verify ${shellPath(file)} proves its solutions.`],
    },
  );

/** Runs a lesson file, shows what recording changes in it, and writes that. */
export const recordFile = async (edge: Edge, wanted: RecordFile): Promise<number> => {
  const { file } = wanted;
  const source = await readLessonFiles(file);
  if (!wanted.dryRun) await refuseInstalled(file);
  const made = wanted.beside && source.expected === undefined ? emptyExpectFile(file) : undefined;
  const texts = { ...source, ...(made && { expected: made }) };
  const lesson = parseLesson(texts.text, texts);
  if (lesson.exercise) throw notRecorded(file);
  const cases = chooseCases(lesson, wanted);
  const recorded = await withLab(edge, wanted.wish, async (server) => {
    const progress = new ProgressLine(edge.stderr);
    const message = `Running ${lesson.id}`;
    try {
      return await recordLesson({
        ...cases,
        ...texts,
        server,
        clock: systemClock,
        signal: edge.signal,
        update: wanted.update ?? false,
        everyOrder: wanted.everyOrder ?? false,
        jobs,
        repeat: wanted.repeat,
        onProgress: (done, total) => progress.show({ phase: 'waiting', message, done: done / total }),
      });
    } finally {
      progress.clear();
    }
  });
  const { open, after, expected } = recorded;
  const changes = [
    ...changeOf(source, after),
    ...(texts.expected && expected ? changeOf(texts.expected, expected.text) : []),
  ];
  for (const one of changes) showDiff(edge, unifiedDiff(one.isNew ? '' : one.before, one.after, one.file));
  const said = await write(edge, wanted, changes);
  const prose = untoldProse(parseLesson(after, { file, ...(expected && { expected }) }), wanted);
  writeText(edge, edge.stderr, `${[said, ...openLines(open, wanted), ...prose].join('\n')}\n`);
  return open.some((one) => has(one, 'fails')) ? exitCodes.unproven : exitCodes.ok;
};

/** Where isolab is installed its lessons are part of it: the next update would undo what is written there. */
const refuseInstalled = async (file: string): Promise<void> => {
  const folder = await realpath(shippedFolder());
  // In a clone the sources are beside them.
  if (dirname(await realpath(file)) !== folder || existsSync(join(folder, '..', 'src'))) return;
  const copy = basename(file);
  throw new UserError(told`${file} belongs to the installed isolab, so nothing is written into it.`, {
    next: [
      `Record a copy of it: cp ${shellPath(file)} . && isolab record ${shellPath(copy)}`,
      'Or add --dry-run to see what would change.',
    ],
  });
};

/** A file that has something else to say now. */
interface FileChange {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly isNew: boolean;
}

interface NewFile extends TextFile {
  readonly isNew: true;
}

const emptyExpectFile = (file: string): NewFile => ({
  file: expectFileOf(file),
  mark: '',
  text: `# What ${basename(file)} comes to. isolab record writes it.\n`,
  isNew: true,
});

const changeOf = (
  { file, mark, text, ...about }: TextFile | NewFile,
  after: string,
): readonly FileChange[] =>
  text === after ? [] : [{ file, before: mark + text, after: mark + after, isNew: 'isNew' in about }];

const write = async (edge: Edge, wanted: RecordFile, changes: readonly FileChange[]): Promise<string> => {
  const files = changes.map(({ file }) => printable(file)).join(' and ');
  if (changes.length === 0) return told`Nothing to record: ${wanted.file} stays as it is.`;
  if (wanted.dryRun) return `Nothing was written: this was a dry run.`;
  if (isInteractive(edge) && !wanted.yes && !(await askYesNo(edge, `Write this to ${files}?`))) {
    return 'Nothing was written.';
  }
  for (const { file, before, after, isNew } of changes) {
    if (isNew) await createFile(file, after);
    else await replaceFile(file, before, after);
  }
  const claims = changes.length === 1 ? 'it claims' : 'they claim';
  return `Wrote ${files}. Read what ${claims} now: it is what happened, whether that was meant or not.`;
};

/** On a terminal nothing but text reaches it; elsewhere it is a diff that patch can apply. */
const showDiff = ({ stdout, env }: Edge, diff: readonly DiffLine[]): void => {
  const paint = paintFor(wantsColor(stdout, env));
  const shown = (text: string) =>
    stdout.isTTY ? printable(text.replaceAll('\t', '  ').replace(/\r$/, '')) : text;
  stdout.write(diff.map(({ kind, text }) => `${painted(kind, shown(text), paint)}\n`).join(''));
};

const painted = (kind: DiffLine['kind'], line: string, paint: Paint): string => {
  switch (kind) {
    case 'added':
      return paint.good(line);
    case 'removed':
      return paint.bad(line);
    case 'file':
      return paint.strong(line);
    case 'place':
    case 'note':
      return paint.faint(line);
    case 'same':
      return line;
  }
};

/** What stays wrong, by where it is, and what cannot be claimed. */
const openLines = (open: readonly OpenClaims[], { file, update }: RecordFile): readonly string[] => {
  const stuck = open.filter(({ findings }) => findings.some(isOfRun));
  const failing = open.filter(({ findings }) =>
    findings.some((one) => one.verdict === 'fails' && !isOfRun(one)),
  );
  if (stuck.length + failing.length === 0) {
    const hint = `Something stays unproven; isolab check ${shellPath(file)} says what.`;
    return open.some((one) => has(one, 'unproven')) ? [hint] : [];
  }
  const next = update
    ? `isolab verify ${shellPath(file)} tells more.`
    : 'isolab verify tells which they are; isolab record --update replaces them.';
  return [
    ...(failing.length === 0
      ? []
      : ['Expectations in the file do not hold at', ...failing.map(placeLine), next]),
    ...(stuck.length === 0
      ? []
      : [
          'Statements waited that nobody was left to free, and the lab ended them, at',
          ...stuck.map(placeLine),
          'No lesson can claim that. Give the session that has the lock a step that ends its transaction.',
        ]),
  ];
};

/** A run as a whole has failed, and no expectation. */
const isOfRun = ({ what, verdict }: Finding): boolean => what === 'run' && verdict === 'fails';

const placeLine = ({ level, variant }: OpenClaims): string =>
  `  ${level}${variant === undefined ? '' : `, variant ${variant}`}`;

/** What is claimed in words is the author's alone to say. */
const untoldProse = (lesson: Lesson, { file }: RecordFile): readonly string[] => {
  const steps = unclaimedProse(lesson).length;
  if (steps === 0) return [];
  const tell = counted(steps, 'step tells', 'steps tell');
  return [`${tell} words that were written for another outcome; isolab check ${shellPath(file)} says which.`];
};

const has = ({ findings }: OpenClaims, wanted: Finding['verdict']): boolean =>
  findings.some(({ verdict }) => verdict === wanted);
