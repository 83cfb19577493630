import type { ServerAbout } from '../../engine/events.ts';
import { jsonText } from '../../engine/json-text.ts';
import type { Finding } from '../../engine/judge/finding.ts';
import type { CaseError, CaseResult, CaseStatus } from '../../verify/case-result.ts';
import type { CaseAbout } from '../../verify/events.ts';
import type { PairResult, SeenInvariant } from '../../verify/judge-pair.ts';
import type { OrdersSeen } from '../../verify/orders-seen.ts';
import type { Pair } from '../../verify/pairs.ts';
import type { Difference } from '../../verify/story.ts';
import type { Summary } from '../../verify/summary.ts';
import { type Collected, collect } from './collected.ts';
import { failuresOf } from './failure.ts';
import { replayCommand } from './replay-command.ts';
import type { Sink, VerifyReporter } from './reporter.ts';

/**
 * A verification as one JSON document (`isolab verify --reporter json`). Within format 1 keys are only added.
 * Times are milliseconds.
 */
export interface VerifyReport {
  readonly format: 1;
  readonly server: ServerAbout;
  readonly summary: Summary;
  /** How many sandboxes there were at a time, and how often each case was run. */
  readonly jobs: number;
  readonly repeat: number;
  /** Every level and variant of every lesson that was asked for or needed, in the order of the lessons. */
  readonly cases: readonly VerifyReportCase[];
  /** Every claim of a variant to prevent the violation of the invariant at a level. */
  readonly pairs: readonly VerifyReportPair[];
}

export interface VerifyReportCase extends CaseAbout {
  /** not-run: everything was over before. */
  readonly status: CaseStatus | 'not-run';
  readonly repetitions: number;
  /** The sum of its runs. */
  readonly ms: number;
  /** What was seen of the invariant; absent when there is none. */
  readonly invariant?: SeenInvariant;
  /** What came of exploring its orders. */
  readonly orders?: OrdersSeen;
  /** Why it is broken. */
  readonly error?: CaseError;
  /** Where two repetitions went different ways. */
  readonly difference?: Difference & { readonly repetition: number };
  /** What came of what it claims to happen (`happens`): the codes of the anomalies, and all of it in words. */
  readonly happened?: {
    readonly asClaimed: boolean;
    readonly codes: readonly string[];
    readonly says: string;
  };
  readonly failures: readonly VerifyReportFailure[];
  /** The command that runs just this case. */
  readonly command: string;
}

/** One place where something is wrong. */
export interface VerifyReportFailure {
  /** An index into the steps of the case (of its variant), the end, what happened by name, or the whole of a burst. */
  readonly place: Finding['place'];
  readonly where: string;
  /** In the lesson's file, 1-based. */
  readonly line?: number;
  /** Too little is claimed about this place. */
  readonly unproven: boolean;
  readonly claims: readonly { readonly what: string; readonly expected: string; readonly observed: string }[];
}

export interface VerifyReportPair extends Pair, Partial<Omit<PairResult, 'status'>> {
  readonly status: PairResult['status'] | 'not-run';
}

export const jsonReporter = (write: Sink): VerifyReporter => ({
  tell: collect((collected) => write(`${jsonText(reportOf(collected), 2)}\n`)),
});

const reportOf = ({ started, summary, cases, pairs }: Collected): VerifyReport => ({
  format: 1,
  server: started.server,
  summary,
  jobs: started.jobs,
  repeat: started.repeat,
  cases: cases.map(caseOf),
  pairs: pairs.map(({ pair, result }) => ({ ...pair, status: 'not-run', ...result })),
});

const caseOf = ({ about, result }: Collected['cases'][number]): VerifyReportCase => {
  const failures = result ? failuresOf(result) : [];
  const happened = result && happenedIn(result);
  return {
    ...about,
    status: result?.status ?? 'not-run',
    repetitions: result?.repetitions ?? 0,
    ms: result?.ms ?? 0,
    ...(result?.invariant && { invariant: result.invariant }),
    ...(result?.orders && { orders: result.orders }),
    ...(result?.error && { error: result.error }),
    ...(result?.difference && { difference: result.difference }),
    ...(happened && { happened }),
    failures: failures.map(({ findings, unproven, ...failure }) => ({
      ...failure,
      unproven: unproven.length > 0,
      claims: findings.map(({ what, expected, observed }) => ({ what, expected, observed })),
    })),
    command: replayCommand(about),
  };
};

const happenedIn = ({ findings, recording }: CaseResult): VerifyReportCase['happened'] => {
  const finding = findings.find(({ place }) => place === 'happened');
  const last = recording.findLast((event) => event.type === 'run-finished');
  if (finding === undefined) return undefined;
  return {
    asClaimed: finding.verdict === 'holds',
    codes: (last?.happened?.anomalies ?? []).map(({ kind }) => kind),
    says: finding.observed,
  };
};
