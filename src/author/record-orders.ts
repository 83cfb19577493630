import { wholeUpTo } from '../explore/bound.ts';
import { explore } from '../explore/explore.ts';
import type { EveryOrder } from '../lesson/every-order.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { atLevel, type ByLevel, type Level } from '../lesson/level.ts';
import { parseLesson } from '../lesson/parse.ts';
import { scriptOf } from '../lesson/script.ts';
import { isCounted, judgeOrders } from '../verify/judge-orders.ts';
import { usualOrders } from '../verify/orders-bound.ts';
import { type OrdersSeen, ordersSeen } from '../verify/orders-seen.ts';
import { boundFor } from '../verify/run-orders.ts';
import { editLesson, type LessonTexts, lessonData } from './edit-lesson.ts';
import { dataAtLevel, mergeLevels } from './merge-levels.ts';
import type { OpenClaims, RecordOptions } from './record-options.ts';
import { dataAt } from './yaml-nodes.ts';
import type { YamlData } from './yaml-text.ts';

/** What came of the orders of the lesson, or of one of its variants. */
export interface SeenOrders {
  readonly variant?: string;
  readonly levels: ReadonlyMap<Level, OrdersSeen>;
}

/**
 * Explores the orders of what claims something of them, or of everything when that is asked for.
 *
 * @throws UserError when the setup fails, the signal's reason
 */
export const observeOrders = async (
  lesson: Lesson,
  { server, clock, signal, jobs, everyOrder = false, levels = lesson.levels, variants }: RecordOptions,
): Promise<readonly SeenOrders[]> => {
  if (lesson.invariant === undefined) return [];
  const seen: SeenOrders[] = [];
  for (const variant of variants ?? [undefined, ...lesson.variants.map(({ id }) => id)]) {
    const claims = claimsOf(lesson, variant);
    if (claims === undefined && !everyOrder) continue;
    const known = new Map<Level, OrdersSeen>();
    for (const level of levels) {
      const script = scriptOf(lesson, { level, ...(variant !== undefined && { variant }) });
      const bound = boundFor({ script, claim: atLevel(claims, level) }, usualOrders);
      known.set(
        level,
        ordersSeen(await explore({ script, server, clock, jobs, bound, stop: signal, serial: false })),
      );
      signal.throwIfAborted();
    }
    seen.push({ ...(variant !== undefined && { variant }), levels: known });
  }
  return seen;
};

/** The file with what is not said yet, and in place of what does not hold, when that is to be replaced. */
export const writeOrders = (
  texts: LessonTexts,
  { variant, levels }: SeenOrders,
  { update }: Pick<RecordOptions, 'update'>,
): LessonTexts => {
  const lesson = parseLesson(texts.text, texts);
  const claims = claimsOf(lesson, variant);
  const path = [...(variant === undefined ? [] : ['variants', variant]), 'every_order'];
  const written = dataAt(lessonData(texts).yaml, path);
  const wanted = new Map<Level, YamlData>();
  for (const level of lesson.levels) {
    const [seen, claim] = [levels.get(level), atLevel(claims, level)];
    const old = dataAtLevel(written, level);
    const isWanted = seen !== undefined && (claim === undefined || (update && !isSo(claim, seen)));
    const data = isWanted ? dataOf(seen) : old;
    if (data !== undefined) wanted.set(level, data);
  }
  return wanted.size === 0
    ? texts
    : editLesson(texts, [{ path, data: mergeLevels(wanted, lesson.levels, written) }]);
};

/** What the file claims wrongly of every order. */
export const openOrders = (lesson: Lesson, seen: readonly SeenOrders[]): readonly OpenClaims[] =>
  seen.flatMap(({ variant, levels }) =>
    [...levels].flatMap(([level, orders]) => {
      const claim = atLevel(claimsOf(lesson, variant), level);
      if (claim === undefined || isSo(claim, orders)) return [];
      return [{ level, ...(variant !== undefined && { variant }), findings: [judgeOrders(claim, orders)] }];
    }),
  );

const claimsOf = (lesson: Lesson, variant: string | undefined): ByLevel<EveryOrder> | undefined =>
  (variant === undefined ? lesson : lesson.variants.find(({ id }) => id === variant))?.everyOrder;

const isSo = (claim: EveryOrder, seen: OrdersSeen): boolean => judgeOrders(claim, seen).verdict === 'holds';

/** A number where it is known, so that all of many orders are run when it is proved. */
const dataOf = (seen: OrdersSeen): YamlData => {
  const { of, broken, shortest } = seen;
  if (!isCounted(seen) || typeof broken !== 'number' || typeof of !== 'number')
    return { broken: shortest ? 'some' : 'none' };
  return broken === 0 && of <= wholeUpTo ? { broken: 'none' } : { broken, of };
};
