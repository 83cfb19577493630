import type { LabEvent } from '../../engine/events.ts';
import type { Finding } from '../../engine/judge/finding.ts';
import { placeWords } from '../../engine/judge/place-words.ts';
import type { Script } from '../../lesson/script.ts';
import { amount, counted } from '../../text/amounts.ts';
import type { CaseResult } from '../../verify/case-result.ts';
import type { CaseAbout } from '../../verify/events.ts';
import { type DiffLine, diffLines } from './diff.ts';

/** One place of a lesson where something is wrong, with everything that is wrong there. */
export interface Failure {
  readonly place: Finding['place'];
  /** `step 3, B: SELECT …`, or `the end`. */
  readonly where: string;
  /** 1-based; the end of a lesson has none. */
  readonly line?: number;
  /** What was claimed and is not so. */
  readonly findings: readonly Finding[];
  /** What nothing is said of: "what the statement comes to after the wait". */
  readonly unproven: readonly string[];
}

/** What is wrong with a case, by place, in the order of the script. */
export const failuresOf = ({ findings, recording }: CaseResult): readonly Failure[] => {
  const script = scriptIn(recording);
  const wrong = findings.filter(({ verdict }) => verdict !== 'holds');
  return [...Map.groupBy(wrong, ({ place }) => place)].map(([place, here]) => ({
    place,
    ...placeWords(place, script),
    ...lineIn(here),
    findings: here.filter(({ verdict }) => verdict === 'fails'),
    unproven: here.flatMap(({ verdict, expected }) => (verdict === 'unproven' ? [expected] : [])),
  }));
};

const lineIn = (findings: readonly Finding[]): Pick<Failure, 'line'> => {
  const line = findings.find((one) => one.line !== undefined)?.line;
  return line === undefined ? {} : { line };
};

/** Expected against observed: row by row where rows are compared. */
export const findingDiff = ({ expected, observed, rows }: Finding): readonly DiffLine[] => {
  if (rows === undefined) return diffLines([expected], [observed]);
  const orNone = (list: readonly string[]) => (list.length === 0 ? [amount(0, 'row')] : list);
  return diffLines(orNone(rows.expected), orNone(rows.observed));
};

/** What stands before a line of a diff. */
export const marks = { same: ' ', expected: '-', observed: '+' } as const;

/** Where a failure is, for an editor: `lessons/duplicate-book.yaml:40`. */
export const fileLine = ({ file }: Pick<CaseAbout, 'file'>, line: number | undefined): string | undefined =>
  file === undefined || line === undefined ? file : `${file}:${line}`;

/** In a few words: `2 expectations did not hold`. */
export const headline = ({ status, findings, difference }: CaseResult): string => {
  switch (status) {
    case 'passed':
      return 'proved';
    case 'failed': {
      const failed = findings.filter(({ verdict }) => verdict === 'fails').length;
      return `${failed} of ${counted(findings.length, 'expectation')} did not hold`;
    }
    case 'unproven': {
      const places = findings.filter(({ verdict }) => verdict === 'unproven').length;
      return `nothing is claimed about ${counted(places, 'place')}`;
    }
    case 'unsteady':
      return `repetition ${difference?.repetition ?? 2} went differently from the first`;
    case 'broken':
      return 'it did not come to its end';
  }
};

const scriptIn = ([first]: readonly LabEvent[]): Script | undefined =>
  first?.type === 'run-started' ? first.script : undefined;
