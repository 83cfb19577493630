import { closeSync, writeSync } from 'node:fs';
import type { ServerAbout } from '../../engine/events.ts';
import { jsonText } from '../../engine/json-text.ts';
import { exitCodes, UserError } from '../../errors.ts';
import type { OpenedExercise } from '../../exercise/answer-file.ts';
import { exerciseNamed } from '../../exercise/answer-named.ts';
import { type Grade, grade } from '../../exercise/grade.ts';
import { openExercise } from '../../exercise/open-exercise.ts';
import { openOutput } from '../../files/open-output.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import { printable, reasonOf } from '../../printable.ts';
import { gradeReport } from '../../report/exercise/grade-json.ts';
import { gradeJunit } from '../../report/exercise/grade-junit.ts';
import { gradeLines } from '../../report/exercise/grade-lines.ts';
import { paintFor } from '../../report/paint.ts';
import { systemClock } from '../clock.ts';
import { type Edge, wantsColor, widthOf } from '../edge.ts';
import { usualJobs } from '../jobs.ts';
import { exerciseFile } from '../lesson-files.ts';
import { writeText } from '../text-output.ts';
import { withLab } from '../with-lab.ts';
import { oneOf } from '../words.ts';

export const gradeReporters = ['pretty', 'json', 'junit'] as const;

export interface GradeAnswers {
  readonly files: readonly string[];
  /** The exercise that they answer; without it, each says so itself, and it is one of ours. */
  readonly word?: string;
  /** `kind` or `kind=file`. */
  readonly reporters: readonly string[];
  readonly limitMs: number;
  readonly wish: ServerWish;
}

/** Judges files that were handed in, one after the other. */
export const gradeAnswers = async (edge: Edge, asked: GradeAnswers): Promise<number> => {
  const { word, files, limitMs, wish } = asked;
  // What is not there is told before a server is started.
  const only = word === undefined ? undefined : await openExercise(await exerciseFile(word));
  using reporters = openReporters(edge, asked.reporters);
  const opened = new Map<string, Promise<OpenedExercise>>();
  const exerciseOf = async (text: string, file: string): Promise<OpenedExercise> => {
    const { id, refused } = exerciseNamed(text, file);
    // That it answers another one is told with all that is wrong with it.
    if (only) return only;
    const known = opened.get(id) ?? exerciseFile(id).then(openExercise);
    opened.set(id, known);
    return known.catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      throw refused([error.message, ...error.next].join(' '));
    });
  };
  const { signal } = edge;
  const isAllSolved = await withLab(edge, wish, async (server) => {
    const grades: Grade[] = [];
    for (const file of files) {
      signal.throwIfAborted();
      const options = { server, clock: systemClock, jobs: usualJobs(), stop: signal, limitMs, exerciseOf };
      const one = await grade(file, options);
      grades.push(one);
      reporters.tell(one);
    }
    reporters.end(server.about, grades);
    return grades.every(({ status }) => status === 'solved');
  });
  return isAllSolved ? exitCodes.ok : exitCodes.unproven;
};

interface Reporter {
  readonly tell: (grade: Grade) => void;
  readonly end: (server: ServerAbout, grades: readonly Grade[]) => void;
}

/** Files are opened before anything is judged, so that nothing is judged in vain. @throws UserError */
const openReporters = (edge: Edge, words: readonly string[]): Reporter & Disposable => {
  const handles: number[] = [];
  const reporters = words.map((word) => {
    const [kind = '', ...rest] = word.split('=');
    const known = oneOf('reporter', kind, gradeReporters);
    const file = rest.length === 0 ? undefined : rest.join('=');
    if (file === undefined) return reporterOf(known, edge, (text) => writeText(edge, edge.stdout, text));
    const handle = explain(file, () => openOutput(file));
    handles.push(handle);
    return reporterOf(known, undefined, (text) => void explain(file, () => writeSync(handle, text)));
  });
  return {
    tell: (one) => {
      for (const reporter of reporters) reporter.tell(one);
    },
    end: (server, grades) => {
      for (const reporter of reporters) reporter.end(server, grades);
    },
    [Symbol.dispose]: () => {
      for (const handle of handles.splice(0)) closeSync(handle);
    },
  };
};

const reporterOf = (
  kind: (typeof gradeReporters)[number],
  edge: Edge | undefined,
  write: (text: string) => void,
): Reporter => {
  switch (kind) {
    case 'pretty': {
      const looks = {
        width: edge ? Math.min(120, widthOf(edge.stdout)) : 100,
        paint: paintFor(edge !== undefined && wantsColor(edge.stdout, edge.env)),
      };
      return {
        tell: (one) => write(`${gradeLines(one, looks).join('\n')}\n`),
        end: (_, grades) => {
          const solved = grades.filter(({ status }) => status === 'solved').length;
          write(`\n${solved} of ${grades.length} solved\n`);
        },
      };
    }
    case 'json':
      return {
        tell: () => {},
        end: (server, grades) => write(`${jsonText(gradeReport(server, grades), 2)}\n`),
      };
    case 'junit':
      return { tell: () => {}, end: (_, grades) => write(gradeJunit(grades)) };
  }
};

const explain = <T>(file: string, write: () => T): T => {
  try {
    return write();
  } catch (error) {
    throw new UserError(`The report ${printable(file)} cannot be written: ${reasonOf(error)}`, {
      next: ['Name a file that you may write to, in a folder that exists.'],
      cause: error,
    });
  }
};
