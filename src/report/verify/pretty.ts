import cliTruncate from 'cli-truncate';
import { printable } from '../../printable.ts';
import { counted } from '../../text/amounts.ts';
import { wrapped } from '../../text/fit.ts';
import type { CaseResult } from '../../verify/case-result.ts';
import type { CaseAbout, VerifyEvent, VerifyStarted } from '../../verify/events.ts';
import type { PairResult } from '../../verify/judge-pair.ts';
import type { Pair } from '../../verify/pairs.ts';
import type { Summary } from '../../verify/summary.ts';
import { serverText } from '../evidence-lines.ts';
import { type Paint, paintFor } from '../paint.ts';
import { anomalyTable } from './anomaly-table.ts';
import { headline } from './failure.ts';
import { failureLines, pairLines } from './failure-lines.ts';
import { LessonLines } from './lesson-lines.ts';
import { Progress } from './progress.ts';
import type { Sink, VerifyReporter } from './reporter.ts';
import { summaryLines } from './summary-lines.ts';
import { type UnprovenCase, unprovenLines } from './unproven-lines.ts';

export interface PrettyOptions {
  /** In columns. */
  readonly width: number;
  readonly color: boolean;
  /** Keep a last line that tells what runs; only where nothing else writes to the terminal. */
  readonly live: boolean;
}

const clearLine = '\r\u001B[2K';

/** For people: a line a lesson as it is done, then every failure in full, then what is unproven, then a summary. */
export class PrettyReporter implements VerifyReporter {
  readonly #write: Sink;
  readonly #options: PrettyOptions;
  readonly #paint: Paint;
  readonly #progress = new Progress();
  readonly #failures: (readonly string[])[] = [];
  readonly #unproven: UnprovenCase[] = [];
  readonly #claiming: { readonly about: CaseAbout; readonly result: CaseResult }[] = [];
  #started: VerifyStarted | undefined;
  #lessons: LessonLines | undefined;
  #isLineShown = false;

  constructor(write: Sink, options: PrettyOptions) {
    this.#write = write;
    this.#options = options;
    this.#paint = paintFor(options.color);
  }

  tell(event: VerifyEvent): void {
    this.#progress.follow(event);
    switch (event.type) {
      case 'verify-started':
        this.#started = event;
        this.#lessons = new LessonLines(event, this.#paint);
        this.#lines(headLines(event, this.#options.width).map(this.#paint.faint));
        break;
      case 'case-finished':
        this.#caseFinished(
          this.#started?.cases.find(({ id }) => id === event.case),
          event.result,
        );
        break;
      case 'pair-judged':
        this.#pairJudged(
          this.#started?.pairs.find(({ id }) => id === event.pair),
          event.result,
        );
        break;
      case 'verify-finished':
        this.#end(event.summary);
        return;
      case 'case-started':
      case 'case-repeated':
        break;
    }
    const line = this.#lessons?.tell(event);
    if (line !== undefined) this.#lines([line]);
    this.#showProgress();
  }

  #caseFinished(about: CaseAbout | undefined, result: CaseResult): void {
    if (about?.happens) this.#claiming.push({ about, result });
    if (about === undefined || result.status === 'passed') return;
    // Of a case that runs only for its pair nothing is asked but to come to its end.
    if (!about.requested && result.status !== 'broken') return;
    this.#unproven.push({ about, result });
    if (result.status === 'unproven') return;
    const { width, color } = this.#options;
    const findings = result.findings.filter(({ verdict }) => verdict !== 'unproven');
    this.#failures.push([
      ...wrapped(this.#paint.bad(printable(`✗ ${about.id}: ${headline(result)}`)), width),
      ...failureLines(about, { ...result, findings }, { width: width - 2, color }).map((line) => `  ${line}`),
    ]);
  }

  #pairJudged(pair: Pair | undefined, result: PairResult): void {
    if (pair === undefined || result.status === 'passed') return;
    const { width, color } = this.#options;
    this.#failures.push([
      ...wrapped(this.#paint.bad(printable(`✗ ${pair.id}: not so`)), width),
      ...pairLines(pair, result, { width: width - 2, color }).map((line) => `  ${line}`),
    ]);
  }

  #end(summary: Summary): void {
    for (const lines of this.#failures) this.#lines(['', ...lines]);
    const silent = unprovenLines(this.#unproven).flatMap((line) =>
      wrapped(printable(line), this.#options.width),
    );
    if (silent.length > 0) this.#lines(['', ...silent.map(this.#paint.waiting)]);
    const cases = this.#started?.cases ?? [];
    const names = anomalyTable(
      this.#claiming.toSorted((a, b) => cases.indexOf(a.about) - cases.indexOf(b.about)),
      this.#options.width,
    );
    if (names.length > 0) this.#lines(['', ...names]);
    const lines = summaryLines(summary, this.#started?.repeat ?? 1, this.#paint);
    this.#lines(['', ...lines.flatMap((line) => wrapped(line, this.#options.width))]);
  }

  #lines(lines: readonly string[]): void {
    this.#clear();
    if (lines.length > 0) this.#write(`${lines.map((line) => line.trimEnd()).join('\n')}\n`);
  }

  #showProgress(): void {
    if (!this.#options.live) return;
    this.#clear();
    this.#write(this.#paint.faint(cliTruncate(this.#progress.line, this.#options.width - 1)));
    this.#isLineShown = true;
  }

  #clear(): void {
    if (this.#isLineShown) this.#write(clearLine);
    this.#isLineShown = false;
  }
}

const headLines = ({ server, cases, pairs, jobs }: VerifyStarted, width: number): readonly string[] => {
  const explored = cases.filter(({ everyOrder, requested }) => everyOrder && !requested).length;
  const what = [
    counted(cases.length - explored, 'case'),
    ...(pairs.length > 0 ? [counted(pairs.length, 'pair')] : []),
  ];
  const more = explored > 0 ? ` ${counted(explored, 'more case')} for their pairs, in every order.` : '';
  const lessons = counted(new Set(cases.map(({ lesson }) => lesson)).size, 'lesson');
  const text = `${serverText('MySQL', server)}. ${what.join(' and ')} of ${lessons}, ${jobs} at a time.${more}`;
  return [text, ...(server.notes ?? [])].flatMap((line) => wrapped(printable(line), width));
};
