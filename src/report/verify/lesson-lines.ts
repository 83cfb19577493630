import { printable } from '../../printable.ts';
import { counted, duration } from '../../text/amounts.ts';
import { padded } from '../../text/fit.ts';
import type { CaseResult } from '../../verify/case-result.ts';
import type { CaseAbout, VerifyEvent, VerifyStarted } from '../../verify/events.ts';
import type { PairResult } from '../../verify/judge-pair.ts';
import type { Paint } from '../paint.ts';

interface LessonTally {
  readonly name: string;
  readonly cases: number;
  readonly pairs: number;
  /** Cases and pairs without a result yet. */
  open: number;
  /** Of how many cases all orders are run, and of how many only those within the bound. */
  whole: number;
  bounded: number;
  casesWrong: number;
  pairsWrong: number;
  /** When the first of its cases began, in ms since the beginning. */
  begun?: number;
}

/** One line for each lesson as soon as everything about it is known. */
export class LessonLines {
  readonly #lessons = new Map<string, LessonTally>();
  readonly #lessonOf = new Map<string, string>();
  readonly #notAsked: ReadonlySet<string>;
  readonly #paint: Paint;
  readonly #bound: number;

  constructor(started: VerifyStarted, paint: Paint) {
    this.#paint = paint;
    this.#bound = started.orders;
    this.#notAsked = new Set(started.cases.flatMap(({ id, requested }) => (requested ? [] : [id])));
    const parts = [...started.cases, ...started.pairs];
    for (const { id, lesson } of parts) this.#lessonOf.set(id, lesson);
    for (const [lesson, own] of Map.groupBy(parts, (one) => one.lesson)) {
      const pairs = started.pairs.filter((one) => one.lesson === lesson).length;
      const explored = started.cases.filter((one) => one.lesson === lesson && isExtraExploration(one)).length;
      const counts = { name: lesson, cases: own.length - pairs - explored, pairs, open: own.length };
      this.#lessons.set(lesson, { ...counts, whole: 0, bounded: 0, casesWrong: 0, pairsWrong: 0 });
    }
  }

  /** The line of the lesson that the event completes. */
  tell(event: VerifyEvent): string | undefined {
    switch (event.type) {
      case 'case-finished':
        this.#countOrders(event.case, event.result);
        return this.#add(event.case, 'casesWrong', event.result, event.at);
      case 'pair-judged':
        return this.#add(event.pair, 'pairsWrong', event.result, event.at);
      case 'case-started': {
        const lesson = this.#lessonWith(event.case);
        if (lesson !== undefined) lesson.begun ??= event.at;
        return undefined;
      }
      case 'verify-started':
      case 'case-repeated':
      case 'verify-finished':
        return undefined;
    }
  }

  #lessonWith(id: string): LessonTally | undefined {
    return this.#lessons.get(this.#lessonOf.get(id) ?? '');
  }

  #countOrders(id: string, { orders }: CaseResult): void {
    const lesson = this.#lessonWith(id);
    if (lesson && orders) lesson[orders.isWhole ? 'whole' : 'bounded'] += 1;
  }

  #add(
    id: string,
    wrong: 'casesWrong' | 'pairsWrong',
    { status }: CaseResult | PairResult,
    at: number,
  ): string | undefined {
    const lesson = this.#lessonWith(id);
    if (lesson === undefined) return undefined;
    lesson.open--;
    if (status !== 'passed' && !this.#notAsked.has(id)) lesson[wrong]++;
    return lesson.open === 0 ? this.#line(lesson, at) : undefined;
  }

  /** Its cases run beside each other and beside those of others: the time is what passed, from the first to the last. */
  #line(lesson: LessonTally, at: number): string {
    const { name, cases, pairs, casesWrong, pairsWrong, begun } = lesson;
    const width = Math.max(...[...this.#lessons.keys()].map((one) => one.length));
    const parts = [
      part(cases, casesWrong, 'case'),
      ...(pairs > 0 ? [part(pairs, pairsWrong, 'pair')] : []),
      ...this.#orderParts(lesson),
    ];
    const isFine = casesWrong + pairsWrong === 0;
    const text = `${isFine ? '✓' : '✗'} ${padded(printable(name), width)}  ${parts.join(', ')}`;
    const passed = this.#paint.faint(`  ${duration(at - (begun ?? at))}`);
    return `${(isFine ? this.#paint.good : this.#paint.bad)(text)}${passed}`;
  }

  #orderParts({ whole, bounded }: LessonTally): readonly string[] {
    return [
      ...(whole > 0 ? [`${whole} in every order`] : []),
      ...(bounded > 0 ? [`${bounded} in ${this.#bound} orders`] : []),
    ];
  }
}

/** It is told of with its pair. */
const isExtraExploration = ({ requested, everyOrder }: CaseAbout): boolean =>
  !requested && everyOrder === true;

const part = (all: number, wrong: number, what: string): string =>
  wrong === 0 ? counted(all, what) : `${wrong} of ${counted(all, what)} not proved`;
