import { jsonText } from '../../engine/json-text.ts';
import { exactNumber } from '../../explore/interleavings.ts';
import { caseReport, exploredCaseId, orderReport, triedAgainReport } from './case-report.ts';
import type { ExploreEvent } from './events.ts';

/** An event as a line of JSON (`isolab explore --format ndjson`), with its line break. Within format 1 keys are only added. */
export const exploreLine = (event: ExploreEvent): string => `${jsonText(toldOf(event))}\n`;

const toldOf = (event: ExploreEvent): unknown => {
  const { type } = event;
  const at = Math.round(event.at);
  switch (event.type) {
    case 'explore-started': {
      const { lesson, server, scripts, jobs, bound } = event;
      const cases = scripts.map((script) => ({
        case: exploredCaseId(script),
        level: script.level,
        ...(script.variant && { variant: script.variant.id }),
      }));
      return { type, format: 1, at, lesson: lesson.id, title: lesson.title, server, jobs, bound, cases };
    }
    case 'case-started':
      return { type, at, case: exploredCaseId(event.script), of: exactNumber(event.of) };
    case 'order': {
      const { order } = event;
      return {
        type,
        at,
        case: exploredCaseId(event.script),
        ...orderReport(order),
        ...(order.promise && { promise: order.promise }),
        victims: order.victims,
        triedAgain: triedAgainReport(order),
        answers: order.end.answers,
        errors: order.end.errors,
      };
    }
    case 'case-finished': {
      const { script, result } = event;
      const found = 'failed' in result ? { failed: result.failed } : caseReport(result);
      return { type, at, case: exploredCaseId(script), ...found };
    }
    case 'explore-finished':
      return { type, at, stopped: event.isStopped, broken: event.isBroken };
  }
};
