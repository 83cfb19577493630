import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editYaml } from '../../src/author/yaml-edit.ts';
import { dataAt, yamlNodes } from '../../src/author/yaml-nodes.ts';
import { isYamlMap, type YamlData } from '../../src/author/yaml-text.ts';
import { isLessonFile } from '../../src/lesson/lesson-file-name.ts';
import type { Path } from '../../src/lesson/yaml-source.ts';
import { isSoak } from '../campaign.ts';
import { expectAlways } from '../property.ts';

/** Every place of a lesson that has an expectation. */
const expectationPaths = (data: YamlData | undefined, path: Path = []): readonly Path[] => {
  if (Array.isArray(data)) {
    return data.flatMap((item: YamlData, index) => expectationPaths(item, [...path, index]));
  }
  if (!isYamlMap(data)) return [];
  return Object.entries(data).flatMap(([key, value]) =>
    key === 'expect' || key === 'end' ? [[...path, key]] : expectationPaths(value, [...path, key]),
  );
};

const record = (model: Readonly<Record<string, fc.Arbitrary<YamlData>>>) =>
  fc.record(model, { noNullPrototype: true });

const cells = fc.oneof(
  fc.string(),
  fc.constant(null),
  fc.integer().map(String),
  fc.constantFrom('null', '~', '1.10', '#', ': '),
);
const rows = fc.array(fc.tuple(cells, cells), { maxLength: 3 });
const one = fc.oneof(
  record({ rows, waits_for: fc.constant('none') }),
  record({ affected: fc.nat(), answer: fc.string({ minLength: 1 }) }),
  record({
    error: fc.constantFrom('ER_DUP_ENTRY', 1213),
    on: record({ key: fc.string({ unit: 'grapheme', minLength: 1 }) }),
  }),
);
const expectation: fc.Arbitrary<YamlData> = fc.oneof(one, record({ default: one, SERIALIZABLE: one }));

const comments = (text: string) => text.match(/^\s*#.*$/gm) ?? [];

/** The keys and prose of the file, without what stands inside of expectations. */
const withoutExpectations = (data: YamlData): YamlData => {
  if (Array.isArray(data)) return data.map((item: YamlData) => withoutExpectations(item));
  if (!isYamlMap(data)) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) =>
      key === 'expect' || key === 'end' ? [key, null] : [key, withoutExpectations(value)],
    ),
  );
};

describe('expectations written into the shipped lessons', () => {
  const folder = new URL('../../lessons/', import.meta.url);
  for (const name of readdirSync(folder).filter(isLessonFile)) {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const { data } = yamlNodes(text);
    const paths = expectationPaths(data);
    // An exercise expects nothing of its steps.
    if (paths.length === 0) continue;

    // In one piece that nothing can end: the largest lesson takes 6 s on a machine that is not even very busy.
    test(`${name} has them, and everything else and every comment as before, and takes the old ones back`, {
      timeout: 300_000,
    }, () => {
      expectAlways(
        fc.property(
          fc.constantFrom(...paths),
          fc.constantFrom(...paths),
          expectation,
          (path, other, wanted) => {
            const after = editYaml(text, [
              { path, data: wanted },
              { path: other, data: wanted },
            ]);
            const now = yamlNodes(after).data;
            expect(dataAt(now, path)).toEqual(wanted);
            expect(dataAt(now, other)).toEqual(wanted);
            expect(withoutExpectations(now)).toEqual(withoutExpectations(data));
            expect(comments(after)).toEqual(comments(text));
            const back = editYaml(
              after,
              [path, other].map((place) => ({ path: place, data: dataAt(data, place) ?? null })),
            );
            expect(yamlNodes(back).data).toEqual(data);
          },
        ),
        { numRuns: isSoak ? 4 : 1 },
      );
    });
  }
});
