/**
 * isolab as a library: read lessons, run them on a real MySQL, look at what happened.
 *
 * A run is a stream of events; `reduce` folds them into a state; `judge` compares the state with what the
 * lesson expects. A race is the same of a lesson's application: `burstOf` is its script, `race` runs it, and
 * `judgeBurst` compares a round with what the lesson claims. `explore` runs a script in every order, and `caseReport` is that
 * as JSON. Everything else gets you there: a lesson, its script at one level, a server, a lab on it.
 *
 * @packageDocumentation
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFolder } from './package-folder.ts';

/** The folder of the lessons that come with isolab. */
export const lessonsFolder = (): string => join(packageFolder(fileURLToPath(import.meta.url)), 'lessons');

export { systemClock } from './cli/clock.ts';
export type { Anomaly, Doubt, Happened, Link, Party } from './engine/anomaly.ts';
export type {
  LabEvent,
  LabEventBody,
  Observation,
  OutcomesObservation,
  RedisAbout,
  ServerAbout,
  Wait,
} from './engine/events.ts';
export type { Finding } from './engine/judge/finding.ts';
export { holds, judge } from './engine/judge/judge.ts';
export type { Outcome, Value } from './engine/outcome.ts';
export type {
  Clock,
  LabServer,
  Observer,
  RedisKeys,
  RedisServer,
  RedisSession,
  Sandbox,
  SandboxNeeds,
  Session,
} from './engine/ports.ts';
export { parseRecording, parseRecordings, type Recording } from './engine/recording.ts';
export { recordingLine } from './engine/recording-line.ts';
export { reduce } from './engine/reduce.ts';
export type { LessonRun, RunOptions } from './engine/run/run.ts';
export { startRun } from './engine/run/start-run.ts';
export type { LabState, SessionState, StepState, TimelineEntry } from './engine/state.ts';
export { lockWords, waitWords } from './engine/words/lock-words.ts';
export { exitCodes, UserError } from './errors.ts';
export type { Bound } from './explore/bound.ts';
export type {
  Exploration,
  JudgedOrder,
  LikeSerial,
  OrdersOutcome,
  OutcomeKind,
} from './explore/exploration.ts';
export { type ExploreOptions, explore } from './explore/explore.ts';
export type { CutStep, OrderEnd, RunOrder } from './explore/order.ts';
export type { Part } from './explore/outcome.ts';
export { serverContext } from './hosts/process-context.ts';
export type {
  RedisWish,
  ServerAddress,
  ServerContext,
  ServerProgress,
  ServerWish,
  StartedServer,
} from './hosts/provider.ts';
export { type AnomalyKind, namesOf } from './lesson/anomaly-names.ts';
export { type BurstChoice, type BurstScript, burstOf } from './lesson/burst-script.ts';
export type { EveryOrder } from './lesson/every-order.ts';
export type { EndExpectation, StepExpectation } from './lesson/expectation.ts';
export type { Burst, BurstExpectation, Handler, HandlerStep } from './lesson/handler.ts';
export { interleavingsOf } from './lesson/interleavings.ts';
export type { Invariant, Lesson, Variant } from './lesson/lesson.ts';
export { type Level, levels } from './lesson/level.ts';
export { type Catalogue, lessonById, loadCatalogue, loadLesson } from './lesson/load.ts';
export { parseLesson, tryParseLesson } from './lesson/parse.ts';
export { LessonError, type LessonOrigin, type Problem } from './lesson/problem.ts';
export { withRequests } from './lesson/requests.ts';
export { type Choice, type Script, scriptOf } from './lesson/script.ts';
export type { Step } from './lesson/step.ts';
export { MysqlLab } from './mysql/lab-server.ts';
export { obtainServer } from './mysql/server/obtain.ts';
export type { Stored } from './race/arena.ts';
export type { RaceEvent } from './race/events.ts';
export { type Share, shareOf } from './race/interval.ts';
export { type BurstFinding, judgeBurst } from './race/judge-burst.ts';
export { type Latency, latencyOf } from './race/latency.ts';
export { type RaceOptions, race } from './race/race.ts';
export type { AnsweredRequest, RoundResult } from './race/round.ts';
export { type RaceState, type RaceTotals, reduceRace } from './race/state.ts';
export { openRedis } from './redis/open.ts';
export { type LabWithRedis, withRedis } from './redis/with-redis.ts';
export {
  caseReport,
  type ExactCount,
  type ExploreReportCase,
  type ExploreReportOrder,
  type ExploreReportOutcome,
} from './report/explore/case-report.ts';
export type { ExploreReport } from './report/explore/json.ts';
export { type RunReport, runReport } from './report/json.ts';
export { type RaceReport, raceReport } from './report/race/json.ts';
export { type TextOptions, TextReport } from './report/text.ts';
export type { VerifyReport } from './report/verify/json.ts';
export type { LessonSource } from './testing/lesson-source.ts';
export { LessonTestError } from './testing/lesson-test-error.ts';
export {
  type LessonTest,
  type LessonTestOptions,
  type LessonTests,
  lessonTests,
} from './testing/lesson-tests.ts';
export type { CaseResult, CaseStatus } from './verify/case-result.ts';
export type { VerifyEvent } from './verify/events.ts';
export type { CaseFilter } from './verify/filter.ts';
export type { PairResult } from './verify/judge-pair.ts';
export type { OrdersSeen } from './verify/orders-seen.ts';
export type { Pair } from './verify/pairs.ts';
export { planVerify, type VerifyPlan } from './verify/plan.ts';
export type { Summary } from './verify/summary.ts';
export { type VerifyOptions, verify } from './verify/verify.ts';
