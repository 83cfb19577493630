import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type DiffLine, unifiedDiff } from '../../author/diff.ts';
import { recordLesson } from '../../author/record.ts';
import type { OpenClaims } from '../../author/record-options.ts';
import type { Finding } from '../../engine/judge/finding.ts';
import { exitCodes, UserError } from '../../errors.ts';
import { replaceFile } from '../../files/write-file.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import { readLessonFile } from '../../lesson/load.ts';
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
  readonly dryRun?: true | undefined;
  readonly yes?: true | undefined;
  readonly repeat: number;
  readonly wish: ServerWish;
}

/** More sandboxes at once than this only wait for each other on a small machine. */
const jobs = 4;

/** Runs a lesson file, shows what recording changes in it, and writes that. */
export const recordFile = async (edge: Edge, wanted: RecordFile): Promise<number> => {
  const { file } = wanted;
  const { mark, text } = await readLessonFile(file);
  if (!wanted.dryRun) await refuseInstalled(file);
  const lesson = parseLesson(text, { file });
  const cases = chooseCases(lesson, wanted);
  const recorded = await withLab(edge, wanted.wish, async (server) => {
    const progress = new ProgressLine(edge.stderr);
    const message = `Running ${lesson.id}`;
    try {
      return await recordLesson({
        ...cases,
        text,
        file,
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
  const { open } = recorded;
  const [before, after] = [mark + recorded.before, mark + recorded.after];
  showDiff(edge, unifiedDiff(before, after, file));
  const said = await write(edge, wanted, before, after);
  writeText(
    edge,
    edge.stderr,
    `${[said, ...openLines(open, wanted), ...proseLines(after, wanted)].join('\n')}\n`,
  );
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

const write = async (edge: Edge, wanted: RecordFile, before: string, after: string): Promise<string> => {
  const { file } = wanted;
  if (before === after) return told`Nothing to record: ${file} stays as it is.`;
  if (wanted.dryRun) return `Nothing was written: this was a dry run.`;
  if (isInteractive(edge) && !wanted.yes && !(await askYesNo(edge, told`Write this to ${file}?`))) {
    return 'Nothing was written.';
  }
  await replaceFile(file, before, after);
  return told`Wrote ${file}. Read what it claims now: it is what happened, whether that was meant or not.`;
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
const proseLines = (text: string, { file }: RecordFile): readonly string[] => {
  const steps = unclaimedProse(parseLesson(text, { file })).length;
  if (steps === 0) return [];
  const tell = counted(steps, 'step tells', 'steps tell');
  return [`${tell} words that were written for another outcome; isolab check ${shellPath(file)} says which.`];
};

const has = ({ findings }: OpenClaims, wanted: Finding['verdict']): boolean =>
  findings.some(({ verdict }) => verdict === wanted);
