import { expect, it } from 'vitest';
import { notesProblems } from '../../src/ui/present/notes-problems.ts';

const steps = { count: 8, names: ['lookup_a', 'insert_b'] };

it.each([
  ['## 99', 'there is no step 99: the steps are 1 to 8'],
  ['## 0', 'there is no step 0: the steps are 1 to 8'],
  ['## inser_b', 'no step is called inser_b; did you mean insert_b?'],
  ['## Opening', 'no step is called opening'],
  ['## Step 3', 'this heading begins no notes for step 3; ## 3 would'],
  ['### 4', 'this heading begins no notes for step 4; ## 4 would'],
  ['# 4', 'this heading begins no notes for step 4; ## 4 would'],
  ['## 5 — insert', 'this heading begins no notes for step 5; ## 5 would'],
])('%s would never be shown', (heading, message) => {
  expect(notesProblems(`Hello.\n\n${heading}\ntext\n`, steps)).toEqual([{ line: 3, message }]);
});

it.each([
  '## 3',
  '## 8',
  '## insert_b',
  '## INSERT_B',
  '## end',
  '## Why it is so',
  '# Title',
  '### Details',
  '```\n## 99\n```',
  '##',
])('%s is as it should be', (heading) => {
  expect(notesProblems(`${heading}\ntext\n`, steps)).toEqual([]);
});
