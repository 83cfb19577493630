import { printable } from '../../printable.ts';
import type { CaseResult } from '../../verify/case-result.ts';
import type { CaseAbout } from '../../verify/events.ts';
import type { PairResult } from '../../verify/judge-pair.ts';
import type { OrdersSeen } from '../../verify/orders-seen.ts';
import type { Pair } from '../../verify/pairs.ts';
import { paintFor } from '../paint.ts';
import { type Collected, collect } from './collected.ts';
import { headline } from './failure.ts';
import { failureLines, pairLines } from './failure-lines.ts';
import type { Sink, VerifyReporter } from './reporter.ts';
import { summaryLines } from './summary-lines.ts';

/**
 * Markdown for the page of a GitHub Actions run: how it ended, a row a lesson, and each failure in full.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 */
export const githubSummary = (write: Sink): VerifyReporter => ({
  tell: collect((all) => write(document(all))),
});

/** In UTF-16 units. GitHub drops a summary above 1 MiB, which all commands of a step share. */
const mostText = 200_000;

const document = (all: Collected): string => {
  const { started, summary } = all;
  const { server, repeat } = started;
  const ran = `MySQL ${server.version}, ${server.provider}`;
  const head = [
    '### isolab verify',
    ...summaryLines(summary, repeat, paintFor(false)).map((line) => escaped(line.trim())),
    escaped(ran),
    table(all),
  ];
  const failures = failuresIn(all);
  const shown = within(failures, mostText);
  const more = failures.length - shown.length;
  return `${[...head, ...shown, ...(more > 0 ? [`… and ${more} more.`] : [])].join('\n\n')}\n\n`;
};

const table = ({ started, cases, pairs }: Collected): string => {
  const asked = cases.filter(({ about }) => about.requested);
  const lessons = [...new Set(asked.map(({ about }) => about.lesson))];
  const rows = lessons.map((id) => {
    const own = asked.filter(({ about }) => about.lesson === id).map(({ result }) => result?.status);
    const claims = pairs.filter(({ pair }) => pair.lesson === id).map(({ result }) => result?.status);
    const sign = [...own, ...claims].every((status) => status === 'passed') ? '✓' : '✗';
    const orders = cases.flatMap(({ about, result }) =>
      about.lesson === id && result?.orders ? [result.orders] : [],
    );
    return `| ${sign} | ${escaped(id)} | ${proved(own)} | ${proved(claims)} | ${explored(orders, started.orders)} |`;
  });
  return [
    '| | Lesson | Cases proved | Pairs proved | In every order |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
};

/** The bound belongs to what is proved. */
const explored = (orders: readonly OrdersSeen[], bound: number): string => {
  const whole = orders.filter(({ isWhole }) => isWhole).length;
  if (whole === orders.length) return orders.length === 0 ? '' : `${whole}`;
  return `${whole}; ${orders.length - whole} in ${bound} orders`;
};

const proved = (statuses: readonly (string | undefined)[]): string => {
  const passed = statuses.filter((status) => status === 'passed').length;
  return statuses.length === 0 ? '' : `${passed} of ${statuses.length}`;
};

/** Made only when they are wanted. */
const failuresIn = ({ cases, pairs }: Collected): readonly (() => string)[] => [
  ...cases.flatMap(({ about, result }) =>
    result !== undefined && isTold(about, result)
      ? [() => details(`${about.id}: ${headline(result)}`, failureLines(about, result))]
      : [],
  ),
  ...pairs.flatMap(({ pair, result }) =>
    result?.status === 'failed' ? [() => pairDetails(pair, result)] : [],
  ),
];

/** Of a case that runs only for its pair nothing is asked but to come to its end. */
const isTold = ({ requested }: CaseAbout, { status }: CaseResult): boolean =>
  status === 'broken' || (requested && status !== 'passed');

const pairDetails = (pair: Pair, result: PairResult): string =>
  details(`${pair.id}: not so`, pairLines(pair, result));

/** Folded, with the text as it is: nothing in it is longer than the fence around it. */
const details = (summary: string, lines: readonly string[]): string => {
  const text = lines.join('\n').toWellFormed();
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const title = printable(summary).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<details><summary>✗ ${title}</summary>\n\n${fence}text\n${text}\n${fence}\n\n</details>`;
};

/** The first of them that have room together. */
const within = (texts: readonly (() => string)[], most: number): readonly string[] => {
  const shown: string[] = [];
  let room = most;
  for (const make of texts) {
    const text = make();
    room -= text.length;
    if (room < 0) break;
    shown.push(text);
  }
  return shown;
};

/** Markdown in which nothing but letters means something. https://spec.commonmark.org/current/#backslash-escapes */
const escaped = (text: string): string => printable(text).replaceAll(/[!-/:-@[-`{-~]/g, '\\$&');
