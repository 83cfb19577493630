import { readFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLesson } from '../../src/author/check.ts';
import { lessonJsonSchema } from '../../src/lesson/json-schema.ts';
import { describeProblems, type Problem } from '../../src/lesson/problem.ts';
import { scriptOf } from '../../src/lesson/script.ts';
import { seedOf, sized } from '../campaign.ts';
import { lessonText } from '../lesson/lesson-text.ts';
import { expectAlways } from '../property.ts';

const fileNamed = (name: string) => readFile(new URL(`${name}.yaml`, import.meta.url), 'utf8');
const source = await fileNamed('every-feature');
/** A lesson is one of them, or none. */
const exercises = await Promise.all(['every-fix', 'every-break', 'every-read'].map(fileNamed));

type Change = (lines: readonly string[]) => readonly string[];

// biome-ignore format: one line a kind
const odd = fc.constantFrom(
  '\t', ' ', '  ', ':', ': ', '- ', '#', ' #', "'", '"', '`', '{', '}', '[', ']', ',', '&a ', '*a', '!t ', '|', '>',
  'null', '~', 'true', '0x1F', '1.10', '.nan', '<<: ', '---', '...', '%', '@', '\\', '\0', '\u001b', '\uFEFF', '籍', '𐍈',
  'A: ', 'C: ', 'default: ', 'expect: ', 'SERIALIZABLE: ', 'steps:', 'as: ', '__proto__: ', 'constructor: ', 'toString: ',
);
const word = fc.oneof(odd, fc.string({ maxLength: 8 }));
const place = fc.nat();

const change: fc.Arbitrary<Change> = fc.oneof(
  place.map(
    (at): Change =>
      (lines) =>
        lines.toSpliced(at % (lines.length || 1), 1),
  ),
  fc.tuple(place, place).map(
    ([from, to]): Change =>
      (lines) =>
        lines.toSpliced(to % (lines.length || 1), 0, lines[from % (lines.length || 1)] ?? ''),
  ),
  fc.tuple(place, place, word).map(
    ([at, column, text]): Change =>
      (lines) =>
        inLine(lines, at, (line) => {
          const cut = column % (line.length + 1);
          return line.slice(0, cut) + text + line.slice(cut);
        }),
  ),
  fc.tuple(place, place, fc.nat(6)).map(
    ([at, column, count]): Change =>
      (lines) =>
        inLine(lines, at, (line) => {
          const cut = column % (line.length + 1);
          return line.slice(0, cut) + line.slice(cut + count);
        }),
  ),
  fc.tuple(place, fc.integer({ min: -4, max: 4 })).map(
    ([at, by]): Change =>
      (lines) =>
        inLine(lines, at, (line) => (by < 0 ? line.slice(-by) : ' '.repeat(by) + line)),
  ),
  fc.tuple(place, word).map(
    ([at, text]): Change =>
      (lines) =>
        inLine(lines, at, (line) => line.replace(/:.*/, () => `: ${text}`)),
  ),
);

const inLine = (lines: readonly string[], at: number, edit: (line: string) => string): readonly string[] => {
  const index = at % (lines.length || 1);
  return lines.with(index, edit(lines[index] ?? ''));
};

/** Steps and variants apart, so that one run is quick. */
const sources = [
  source.replace(/^variants:.*/ms, ''),
  lessonText({
    steps:
      'steps:\n  - { A: SELECT 1, as: look_a }\n  - { B: COMMIT, as: retry_b }\n  - { A: COMMIT, as: end_a, expect: &done { affected: 0 } }',
    variants: (/^variants:.*/ms.exec(source)?.[0] ?? '')
      .replace(/^ *prevents.*\n/m, '')
      .replace(/^ *burst:\n.*\n/m, '')
      .replace(/takes: .*/, 'takes: AABA')
      .replace('invariant: holds, ', ''),
  }),
  ...exercises,
];

const mutated = fc
  .tuple(fc.constantFrom(...sources), fc.array(change, { minLength: 1, maxLength: 4 }))
  .map(([text, changes]) =>
    changes.reduce<readonly string[]>((now, one) => one(now), text.split('\n')).join('\n'),
  );

/** The names of all properties that a JSON Schema speaks of. */
const keysIn = (schema: unknown): readonly string[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.keys(schema.properties ?? {}) : [];
  return [...own, ...Object.values(schema).flatMap(keysIn)];
};

const between = (low: number, value: number, high: number) => low <= value && value <= high;

const lessons = sized(10_000);

/** One is one piece of work that nothing can end. */
const inOnePart = 500;

describe(`${lessons} lessons with random damage`, () => {
  it('come from lessons that are read and have every key of the format', () => {
    // Its request leaves out most of what its handler does.
    expect(checkLesson(source).problems.filter(({ severity }) => severity !== 'warning')).toEqual([]);
    for (const text of sources) expect(checkLesson(text)).toHaveProperty('lesson');
    const inFile = new Set([source, ...exercises].join('\n').match(/\w+(?=:)/g));
    const words = [...new Set(keysIn(lessonJsonSchema()))].filter((key) => /^[a-z_]+$/.test(key));
    expect(words.filter((key) => !inFile.has(key))).toEqual([]);
  });

  it.for(Array.from({ length: lessons / inOnePart }, (_, part) => part + 1))(
    'are each read, or have problems that say where: part %i',
    { timeout: 300_000 },
    (part) => {
      expectAlways(
        fc.property(mutated, (text) => {
          const { lesson, problems } = checkLesson(text);
          if (lesson) for (const level of lesson.levels) scriptOf(lesson, { level });
          const lines = text.split('\n');
          const isPlaced = ({ line, column, length, message }: Problem) =>
            /\S/.test(message) &&
            between(1, line, lines.length) &&
            between(1, column, (lines[line - 1]?.length ?? 0) + 1) &&
            length >= 1;
          expect(lesson !== undefined || problems.length > 0).toBe(true);
          expect(problems.filter((one) => !isPlaced(one))).toEqual([]);
          expect(describeProblems(problems, { text })).not.toMatch(/(?!\n)\p{Cc}/u);
        }),
        { numRuns: inOnePart, seed: seedOf(process.env) + part - 1 },
      );
    },
  );
});
