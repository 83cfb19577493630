import { jsonText } from '../../engine/json-text.ts';
import { printable, told } from '../../printable.ts';
import type { CaseResult } from '../../verify/case-result.ts';
import type { CaseAbout, VerifyEvent } from '../../verify/events.ts';
import type { Pair, PairResult } from '../../verify/pairs.ts';
import { headline } from './failure.ts';
import { failureLines, pairLines } from './failure-lines.ts';
import type { Sink, VerifyReporter } from './reporter.ts';

/** Test Anything Protocol, version 14: a test point a case and a pair, as they finish. https://testanything.org */
export const tapReporter = (write: Sink): VerifyReporter => {
  const cases = new Map<string, CaseAbout>();
  const pairs = new Map<string, Pair>();
  const open = new Set<string>();
  let number = 0;
  const point = (ok: boolean, id: string, directive = ''): void => {
    open.delete(id);
    write(`${ok ? 'ok' : 'not ok'} ${++number} - ${escapeDescription(id)}${directive}\n`);
  };
  const tell = (event: VerifyEvent): void => {
    switch (event.type) {
      case 'verify-started':
        for (const one of event.cases) cases.set(one.id, one);
        for (const one of event.pairs) pairs.set(one.id, one);
        for (const one of event.cases) if (one.requested) open.add(one.id);
        for (const id of pairs.keys()) open.add(id);
        write(`TAP version 14\n1..${open.size}\n`);
        break;
      case 'case-finished': {
        const about = cases.get(event.case);
        if (about === undefined) break;
        if (!about.requested) {
          write(told`# also run, for its pair: ${event.case}: ${event.result.status}\n`);
          break;
        }
        point(event.result.status === 'passed', event.case);
        write(caseDiagnostic(about, event.result));
        break;
      }
      case 'pair-judged': {
        const pair = pairs.get(event.pair);
        if (pair === undefined) break;
        point(event.result.status === 'passed', event.pair);
        write(pairDiagnostic(pair, event.result));
        break;
      }
      case 'verify-finished':
        for (const id of open) point(true, id, ' # SKIP not run');
        if (event.summary.end !== 'complete') write(`Bail out! ${event.summary.end}\n`);
        break;
      case 'case-started':
      case 'case-repeated':
        break;
    }
  };
  return { tell };
};

/** One line; a backslash, and what would begin a directive, are no more than that. */
const escapeDescription = (text: string): string =>
  printable(text.replaceAll(/\s+/g, ' ')).replaceAll(/[\\#]/g, (character) => `\\${character}`);

const caseDiagnostic = (about: CaseAbout, result: CaseResult): string => {
  const { ms, repetitions, status } = result;
  const common = { status, duration_ms: Math.round(ms), ...(repetitions > 1 && { repetitions }) };
  if (status === 'passed') return block(common);
  return block({
    ...common,
    message: headline(result),
    ...(about.file !== undefined && { file: about.file }),
    details: failureLines(about, result),
  });
};

const pairDiagnostic = (pair: Pair, result: PairResult): string =>
  result.status === 'passed'
    ? ''
    : block({ message: result.reasons.join(' '), details: pairLines(pair, result) });

/** A YAML block; JSON strings are YAML, whatever stands in them. */
const block = (data: Readonly<Record<string, unknown>>): string => {
  const lines = Object.entries(data).map(([key, value]) =>
    Array.isArray(value)
      ? `${key}:\n${value.map((one) => `    - ${jsonText(one)}`).join('\n')}`
      : `${key}: ${jsonText(value)}`,
  );
  return `  ---\n${lines.map((line) => `  ${line}\n`).join('')}  ...\n`;
};
