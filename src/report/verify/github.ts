import type { CaseResult } from '../../verify/case-result.ts';
import type { CaseAbout, VerifyEvent } from '../../verify/events.ts';
import type { PairResult } from '../../verify/judge-pair.ts';
import type { Pair } from '../../verify/pairs.ts';
import { type Annotation, annotation as annotationLine } from '../annotation.ts';
import { failuresOf, findingDiff, headline, marks } from './failure.ts';
import { orderCommand, replayCommand } from './replay-command.ts';
import type { Sink, VerifyReporter } from './reporter.ts';

/**
 * Annotations for GitHub Actions, at the lines of the lesson files.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export const githubReporter = (write: Sink): VerifyReporter => {
  const cases = new Map<string, CaseAbout>();
  const pairs = new Map<string, Pair>();
  const tell = (event: VerifyEvent): void => {
    switch (event.type) {
      case 'verify-started':
        for (const one of event.cases) cases.set(one.id, one);
        for (const one of event.pairs) pairs.set(one.id, one);
        break;
      case 'case-finished': {
        const about = cases.get(event.case);
        if (about?.requested && event.result.status !== 'passed') write(caseAnnotations(about, event.result));
        break;
      }
      case 'pair-judged': {
        if (event.result.status === 'failed') {
          const pair = pairs.get(event.pair);
          if (pair) write(pairAnnotation(pair, event.result));
        }
        break;
      }
      case 'verify-finished':
        if (event.summary.end !== 'complete')
          write(annotation({ title: 'isolab verify' }, event.summary.end));
        break;
      case 'case-started':
      case 'case-repeated':
        break;
    }
  };
  return { tell };
};

const caseAnnotations = (about: CaseAbout, result: CaseResult): string => {
  const { id, file } = about;
  const again = `again: ${replayCommand(about)}`;
  const places = failuresOf(result).map(({ where, line, findings, unproven }) => {
    const claims = findings.flatMap((finding) => [
      finding.what,
      ...findingDiff(finding).map(({ kind, text }) => `${marks[kind]} ${text}`),
    ]);
    const text = [where, ...unproven.map((what) => `nothing says ${what}`), ...claims, again];
    return annotation({ file, line, title: id }, text.join('\n'));
  });
  if (places.length > 0 && result.status !== 'unsteady') return places.join('');
  const { difference, error } = result;
  const text = [
    headline(result),
    ...(difference ? [`- ${difference.first}`, `+ ${difference.other}`] : []),
    ...(error ? [error.message, ...error.next] : []),
    again,
  ];
  return annotation({ file, title: id }, text.join('\n')) + places.join('');
};

const pairAnnotation = (pair: Pair, { reasons, orders }: PairResult): string => {
  const { file, line, id } = pair;
  const see = orders?.shortest ? [`see it: ${orderCommand(pair, orders.shortest)}`] : [];
  return annotation({ file, line, title: id }, [...reasons, ...see].join('\n'));
};

const annotation = (place: Omit<Annotation, 'level'>, message: string): string =>
  annotationLine({ level: 'error', ...place }, message);
