import type { Grade } from '../../exercise/grade.ts';
import { element, xmlText } from '../verify/xml.ts';
import { faultsOf } from './grade-words.ts';

/**
 * JUnit XML: a test suite an exercise, a test case a file. What is not solved is a failure; what nobody can judge is an
 * error. https://github.com/testmoapp/junitxml
 */
export const gradeJunit = (grades: readonly Grade[]): string => {
  const suites = [...Map.groupBy(grades, ({ exercise = 'no exercise' }) => exercise)].map(([name, own]) =>
    element('testsuite', { name, ...totals(own) }, '\n', ...own.map((one) => `${testCase(name, one)}\n`)),
  );
  const root = { name: 'isolab exercise', ...totals(grades) };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', root, '\n', ...suites.map((xml) => `${xml}\n`))}\n`;
};

const totals = (grades: readonly Grade[]) => {
  const count = (isSo: (grade: Grade) => boolean) => grades.filter(isSo).length;
  return {
    tests: grades.length,
    failures: count(({ status }) => status === 'unsolved'),
    errors: count(({ status }) => status === 'unreadable' || status === 'broken'),
    skipped: 0,
    time: seconds(grades.reduce((sum, { ms }) => sum + ms, 0)),
  };
};

const testCase = (classname: string, grade: Grade): string => {
  const { file, status, ms } = grade;
  const attributes = { classname, name: file, file, time: seconds(ms) };
  if (status === 'solved') return element('testcase', attributes);
  const faults = faultsOf(grade);
  const kind = status === 'unsolved' ? 'failure' : 'error';
  const failure = element(
    kind,
    { type: status, message: faults[0]?.split('\n')[0] },
    xmlText(faults.join('\n')),
  );
  return element('testcase', attributes, failure);
};

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
