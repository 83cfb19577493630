import { anomalyClaimWords } from '../../lesson/anomaly-claim.ts';
import type { CaseResult } from '../../verify/case-result.ts';
import type { CaseAbout } from '../../verify/events.ts';
import { withinWords } from '../../verify/orders-seen.ts';
import { type Collected, collect } from './collected.ts';
import { headline } from './failure.ts';
import { failureLines, pairLines } from './failure-lines.ts';
import type { Sink, VerifyReporter } from './reporter.ts';
import { element, xmlText } from './xml.ts';

/**
 * JUnit XML: a test suite a lesson, a test case a level and variant, and one a pair. What the lesson claims
 * wrongly or not at all is a failure, a run that broke is an error.
 * https://github.com/testmoapp/junitxml
 */
export const junitReporter = (write: Sink): VerifyReporter => ({
  tell: collect((all) => write(document(all))),
});

interface Test {
  readonly suite: string;
  readonly kind: 'passed' | 'failure' | 'error' | 'skipped';
  readonly seconds: number;
  readonly xml: string;
}

const document = (all: Collected): string => {
  const asked = all.cases.filter(({ about }) => about.requested);
  const tests = [...asked.map(caseTest), ...all.pairs.map(pairTest)];
  const suites = [...Map.groupBy(tests, ({ suite }) => suite)].map(([name, own]) =>
    element('testsuite', { name, ...totals(own) }, '\n', ...own.map(({ xml }) => `${xml}\n`)),
  );
  const root = { name: 'isolab verify', ...totals(tests), time: seconds(all.summary.ms) };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', root, '\n', ...suites.map((xml) => `${xml}\n`))}\n`;
};

const totals = (tests: readonly Test[]) => {
  const count = (kind: Test['kind']) => tests.filter((one) => one.kind === kind).length;
  return {
    tests: tests.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: tests.reduce((sum, one) => sum + one.seconds, 0).toFixed(3),
  };
};

const caseTest = ({ about, result }: Collected['cases'][number]): Test => {
  const variant = about.variant === undefined ? '' : ` + ${about.variant}`;
  const { file } = about;
  const attributes = {
    classname: about.lesson,
    name: `${about.level}${variant}${about.burst ? ', in a burst' : ''}${about.everyOrder ? ', in every order' : ''}`,
    file,
  };
  const ms = result?.ms ?? 0;
  if (result === undefined) return test(about.lesson, attributes, 'skipped', ms);
  if (result.status === 'passed') return passed(about.lesson, attributes, ms, { ...result, ...about });
  const kind = result.status === 'broken' ? 'error' : 'failure';
  const failure = { type: result.status, message: headline(result) };
  return test(about.lesson, attributes, kind, ms, failure, failureLines(about, result));
};

const pairTest = ({ pair, result }: Collected['pairs'][number]): Test => {
  const { file, line } = pair;
  const name = `${pair.level}: ${pair.variant} prevents it${pair.burst ? ' in a burst' : ''}`;
  const attributes = { classname: pair.lesson, name, file, line };
  if (result === undefined) return test(pair.lesson, attributes, 'skipped', 0);
  if (result.status === 'passed') return passed(pair.lesson, attributes, 0, result);
  const failure = { type: 'pair', message: result.reasons.join(' ') };
  return test(pair.lesson, attributes, 'failure', 0, failure, pairLines(pair, result));
};

interface Attributes {
  readonly classname: string;
  readonly name: string;
  readonly file: string | undefined;
  readonly line?: number | undefined;
}

/** Where orders were explored, it says which: the bound belongs to what is proved. And what is claimed to happen, by name. */
const passed = (
  suite: string,
  attributes: Attributes,
  ms: number,
  { orders, happens }: Pick<CaseResult, 'orders'> & Pick<CaseAbout, 'happens'>,
): Test => {
  const properties = [
    ...(orders ? [element('property', { name: 'holds', value: withinWords(orders) })] : []),
    ...(happens ? [element('property', { name: 'happens', value: anomalyClaimWords(happens) })] : []),
  ];
  const content = properties.length === 0 ? [] : [element('properties', {}, ...properties)];
  const xml = element('testcase', { ...attributes, time: seconds(ms) }, ...content);
  return { suite, kind: 'passed', seconds: ms / 1000, xml };
};

const test = (
  suite: string,
  attributes: Attributes,
  kind: Exclude<Test['kind'], 'passed'>,
  ms: number,
  failure: { readonly type?: string; readonly message?: string } = {},
  lines: readonly string[] = [],
): Test => {
  const time = seconds(ms);
  const content = [element(kind, failure, xmlText(lines.join('\n')))];
  return { suite, kind, seconds: ms / 1000, xml: element('testcase', { ...attributes, time }, ...content) };
};

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
