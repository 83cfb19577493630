import { jsonText } from '../../engine/json-text.ts';
import { anomalyClaimWords } from '../../lesson/anomaly-claim.ts';
import { printable, told } from '../../printable.ts';
import type { CaseResult } from '../../verify/case-result.ts';
import type { CaseAbout, VerifyEvent, VerifyStarted } from '../../verify/events.ts';
import type { PairResult } from '../../verify/judge-pair.ts';
import { withinWords } from '../../verify/orders-seen.ts';
import type { Pair } from '../../verify/pairs.ts';
import { headline } from './failure.ts';
import { failureLines, pairLines } from './failure-lines.ts';
import { InTurn } from './in-turn.ts';
import type { Sink, VerifyReporter } from './reporter.ts';

/**
 * Test Anything Protocol, version 14: a test point a case and a pair, in the order of the lessons, however many run at
 * once. One is told as soon as all before it are. https://testanything.org
 */
export const tapReporter = (write: Sink): VerifyReporter => {
  const cases = new Map<string, CaseAbout>();
  const pairs = new Map<string, Pair>();
  const numbers = new Map<string, number>();
  let inTurn = new InTurn([], write);
  const point = (ok: boolean, id: string, directive = ''): string =>
    `${ok ? 'ok' : 'not ok'} ${numbers.get(id)} - ${escapeDescription(id)}${directive}\n`;
  const tell = (event: VerifyEvent): void => {
    switch (event.type) {
      case 'verify-started': {
        for (const one of event.cases) cases.set(one.id, one);
        for (const one of event.pairs) pairs.set(one.id, one);
        const entries = entriesOf(event);
        for (const { id } of entries.filter(({ isPoint }) => isPoint)) numbers.set(id, numbers.size + 1);
        inTurn = new InTurn(
          entries.map(({ id }) => id),
          write,
        );
        write(`TAP version 14\n1..${numbers.size}\n`);
        break;
      }
      case 'case-finished': {
        const about = cases.get(event.case);
        if (about === undefined) break;
        const { id, requested } = about;
        const { status } = event.result;
        inTurn.add(
          id,
          requested
            ? point(status === 'passed', id) + caseDiagnostic(about, event.result)
            : told`# also run, for its pair: ${id}: ${status}${within(event.result)}\n`,
        );
        break;
      }
      case 'pair-judged': {
        const pair = pairs.get(event.pair);
        if (pair === undefined) break;
        const isProved = event.result.status === 'passed';
        inTurn.add(pair.id, point(isProved, pair.id) + pairDiagnostic(pair, event.result));
        break;
      }
      case 'verify-finished':
        inTurn.end((id) => (numbers.has(id) ? point(true, id, ' # SKIP not run') : ''));
        if (event.summary.end !== 'complete') write(`Bail out! ${event.summary.end}\n`);
        break;
      case 'case-started':
      case 'case-repeated':
        break;
    }
  };
  return { tell };
};

/** The cases of each lesson and then its pairs; a case that runs only for its pair is no test point. */
const entriesOf = ({ cases, pairs }: VerifyStarted) =>
  [...new Set(cases.map(({ lesson }) => lesson))].flatMap((wanted) => [
    ...cases
      .filter(({ lesson }) => lesson === wanted)
      .map(({ id, requested }) => ({ id, isPoint: requested })),
    ...pairs.filter(({ lesson }) => lesson === wanted).map(({ id }) => ({ id, isPoint: true })),
  ]);

/** The bound belongs to what is proved. */
const within = ({ orders }: CaseResult): string => (orders ? `, run ${withinWords(orders)}` : '');

/** One line; a backslash, and what would begin a directive, are no more than that. */
const escapeDescription = (text: string): string =>
  printable(text.replaceAll(/\s+/g, ' ')).replaceAll(/[\\#]/g, (character) => `\\${character}`);

const caseDiagnostic = (about: CaseAbout, result: CaseResult): string => {
  const { ms, repetitions, status, orders } = result;
  const common = { status, duration_ms: Math.round(ms), ...(repetitions > 1 && { repetitions }) };
  const { happens } = about;
  if (status === 'passed')
    return block({
      ...common,
      ...(orders && { holds: withinWords(orders) }),
      ...(happens && { happens: anomalyClaimWords(happens) }),
    });
  return block({
    ...common,
    message: headline(result),
    ...(about.file !== undefined && { file: about.file }),
    details: failureLines(about, result),
  });
};

const pairDiagnostic = (pair: Pair, result: PairResult): string => {
  const { file, line } = pair;
  if (result.status === 'passed') return result.orders ? block({ holds: withinWords(result.orders) }) : '';
  return block({
    message: result.reasons.join(' '),
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    details: pairLines(pair, result),
  });
};

/** A YAML block; JSON strings are YAML, whatever stands in them. */
const block = (data: Readonly<Record<string, unknown>>): string => {
  const lines = Object.entries(data).map(([key, value]) =>
    Array.isArray(value)
      ? `${key}:\n${value.map((one) => `    - ${jsonText(one)}`).join('\n')}`
      : `${key}: ${jsonText(value)}`,
  );
  return `  ---\n${lines.map((line) => `  ${line}\n`).join('')}  ...\n`;
};
