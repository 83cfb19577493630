import { printable } from '../../printable.ts';
import { counted, duration } from '../../text/amounts.ts';
import { padded } from '../../text/fit.ts';
import type { CaseResult } from '../../verify/case-result.ts';
import type { VerifyEvent, VerifyStarted } from '../../verify/events.ts';
import type { PairResult } from '../../verify/pairs.ts';
import type { Paint } from '../paint.ts';

interface LessonTally {
  readonly cases: number;
  readonly pairs: number;
  /** Cases and pairs without a result yet. */
  open: number;
  casesWrong: number;
  pairsWrong: number;
  ms: number;
}

/** One line for each lesson as soon as everything about it is known. */
export class LessonLines {
  readonly #lessons = new Map<string, LessonTally>();
  readonly #lessonOf = new Map<string, string>();
  readonly #notAsked: ReadonlySet<string>;
  readonly #paint: Paint;

  constructor(started: VerifyStarted, paint: Paint) {
    this.#paint = paint;
    this.#notAsked = new Set(started.cases.flatMap(({ id, requested }) => (requested ? [] : [id])));
    const parts = [...started.cases, ...started.pairs];
    for (const { id, lesson } of parts) this.#lessonOf.set(id, lesson);
    for (const [lesson, own] of Map.groupBy(parts, (one) => one.lesson)) {
      const pairs = started.pairs.filter((one) => one.lesson === lesson).length;
      const counts = { cases: own.length - pairs, pairs, open: own.length };
      this.#lessons.set(lesson, { ...counts, casesWrong: 0, pairsWrong: 0, ms: 0 });
    }
  }

  /** The line of the lesson that the event completes. */
  tell(event: VerifyEvent): string | undefined {
    switch (event.type) {
      case 'case-finished':
        return this.#add(event.case, 'casesWrong', event.result);
      case 'pair-judged':
        return this.#add(event.pair, 'pairsWrong', event.result);
      case 'verify-started':
      case 'case-started':
      case 'case-repeated':
      case 'verify-finished':
        return undefined;
    }
  }

  #add(id: string, wrong: 'casesWrong' | 'pairsWrong', result: CaseResult | PairResult): string | undefined {
    const name = this.#lessonOf.get(id);
    const lesson = name === undefined ? undefined : this.#lessons.get(name);
    if (name === undefined || lesson === undefined) return undefined;
    lesson.open--;
    if (result.status !== 'passed' && !this.#notAsked.has(id)) lesson[wrong]++;
    if ('ms' in result) lesson.ms += result.ms;
    return lesson.open === 0 ? this.#line(name, lesson) : undefined;
  }

  #line(name: string, { cases, pairs, casesWrong, pairsWrong, ms }: LessonTally): string {
    const width = Math.max(...[...this.#lessons.keys()].map((one) => one.length));
    const parts = [part(cases, casesWrong, 'case'), ...(pairs > 0 ? [part(pairs, pairsWrong, 'pair')] : [])];
    const isFine = casesWrong + pairsWrong === 0;
    const text = `${isFine ? '✓' : '✗'} ${padded(printable(name), width)}  ${parts.join(', ')}`;
    return `${(isFine ? this.#paint.good : this.#paint.bad)(text)}${this.#paint.faint(`  ${duration(ms)}`)}`;
  }
}

const part = (all: number, wrong: number, what: string): string =>
  wrong === 0 ? counted(all, what) : `${wrong} of ${counted(all, what)} not proved`;
