import { SaxesParser } from 'saxes';
import { Parser } from 'tap-parser';
import { describe, expect, it } from 'vitest';
import { junitReporter } from '../../../src/report/verify/junit.ts';
import { tapReporter } from '../../../src/report/verify/tap.ts';
import { told } from './told.ts';
import { written } from './written.ts';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** The elements in the order in which they begin. @throws for XML that is not well-formed */
const elementsOf = (xml: string): readonly Element[] => {
  const elements: Element[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes, text: '' };
    elements.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element) element.text += text;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  return elements;
};

describe('the JUnit report, read by an XML parser', () => {
  it('is well-formed, whatever stands in a lesson', async () => {
    const names = elementsOf(await written(junitReporter)).map(({ name }) => name);
    expect(names.slice(0, 3)).toEqual(['testsuites', 'testsuite', 'testcase']);
  });

  it('counts what was asked for: cases and pairs', async () => {
    const [all, suite] = elementsOf(await written(junitReporter));
    const counts = { tests: '7', failures: '4', errors: '1', skipped: '1' };
    expect(all?.attributes).toMatchObject(counts);
    expect(suite?.attributes).toMatchObject({ name: 'duplicate-book', ...counts });
  });

  it('says of a pair in which file it is claimed, and where', async () => {
    const elements = elementsOf(await written(junitReporter));
    const pair = elements.find(({ attributes: { name } }) => name?.includes('prevents it'));
    expect(pair?.attributes).toMatchObject({ file: 'lessons/duplicate-book.yaml', line: '99' });
  });

  it('tells of a failure what, where and how to see it again', async () => {
    const elements = elementsOf(await written(junitReporter));
    const failure = elements.find(({ attributes: { type } }) => type === 'failed');
    expect(failure?.attributes['message']).toMatch(/^2 of \d+ expectations did not hold$/);
    expect(failure?.text).toContain('lessons/duplicate-book.yaml:');
    expect(failure?.text).toContain('- waits for B\n    + does not wait');
    expect(failure?.text).toContain(
      "again: isolab run lessons/duplicate-book.yaml --level 'REPEATABLE READ'",
    );
    expect(elements.find(({ name }) => name === 'error')?.text).toContain('<b> & "q" \'s\' ]]>');
  });
});

interface TapResult {
  readonly ok: boolean;
  readonly name: string;
  readonly skip?: unknown;
  readonly todo?: unknown;
  readonly diag?: Readonly<Record<string, unknown>>;
}

describe('the TAP report, read by a TAP parser', () => {
  it('is valid, with a test point for each case and pair that was asked for', async () => {
    const text = await written(tapReporter);
    const strange: string[] = [];
    const parser = new Parser({ strict: true });
    const points: TapResult[] = [];
    parser.on('assert', (point: TapResult) => points.push(point));
    parser.on('extra', (line: string) => strange.push(line));
    const done = new Promise<{
      readonly count: number;
      readonly fail: number;
      readonly skip: number;
      readonly bailout: unknown;
      readonly failures: readonly unknown[];
    }>((resolve) => parser.on('complete', resolve));
    parser.end(text);
    const { count, fail, skip, bailout } = await done;
    expect({ count, fail, skip, bailout, strange }).toEqual({
      count: 7,
      fail: 5,
      skip: 1,
      bailout: false,
      strange: [],
    });
    expect(points.map(({ ok, name }) => [ok, name]).slice(0, 2)).toEqual([
      [true, 'fine'],
      [false, 'wrong'],
    ]);
    expect(points.every(({ todo }) => !todo)).toBe(true);
    expect(points[1]?.diag).toMatchObject({ status: 'failed', file: 'lessons/duplicate-book.yaml' });
    expect(points[1]?.diag?.['details']).toContain('    + does not wait');
    expect(points.at(-1)?.diag).toMatchObject({ file: 'lessons/duplicate-book.yaml', line: 99 });
  });

  it('has the order of the lessons, however they finish', async () => {
    const events = await told();
    const turned = [...events.slice(0, 1), ...events.slice(1, -1).toReversed(), ...events.slice(-1)];
    expect(turned.at(1)?.type).toBe('pair-judged');
    expect(await written(tapReporter, turned)).toBe(await written(tapReporter, events));
  });

  it('tells a case as soon as all before it are told', async () => {
    const [started, ...rest] = await told();
    const finished = rest.filter(({ type }) => type === 'case-finished');
    const [first, second, third] = finished;
    if (!started || !first || !second || !third) throw new Error('Too few events');
    const seen: string[] = [];
    const reporter = tapReporter((text) => seen.push(...(text.match(/^(not )?ok \d+/gm) ?? [])));
    const soFar = [started, second, first, third].map((event) => {
      reporter.tell(event);
      return seen.length;
    });
    expect(soFar).toEqual([0, 0, 2, 3]);
  });
});
