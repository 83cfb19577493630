import { readFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tryParseLesson } from '../../src/lesson/parse.ts';
import { describeProblems, type Problem } from '../../src/lesson/problem.ts';
import { scriptOf } from '../../src/lesson/script.ts';

const sources = await Promise.all(
  ['read-uncommitted', 'serializable-reader-blocks-writer', 'duplicate-book'].map((id) =>
    readFile(new URL(`../../lessons/${id}.yaml`, import.meta.url), 'utf8'),
  ),
);

/** A cut from a real lesson, so that one run is quick: its head, and some steps or variants. */
const piece = fc.constantFrom(...sources).chain((text) => {
  const lines = text.split('\n');
  const head = lines.findIndex((line) => line.startsWith('steps:'));
  return fc
    .tuple(fc.nat(12), fc.integer({ min: head, max: lines.length }), fc.integer({ min: 5, max: 30 }))
    .map(([skip, from, count]) => [
      ...lines.slice(skip, skip + 10),
      ...lines.slice(head, head + 10),
      ...lines.slice(from, from + count),
    ]);
});

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

const mutated = fc
  .tuple(piece, fc.array(change, { minLength: 1, maxLength: 6 }))
  .map(([lines, changes]) =>
    changes.reduce<readonly string[]>((now, one) => (now.length > 0 ? one(now) : ['']), lines).join('\n'),
  );

const between = (low: number, value: number, high: number) => low <= value && value <= high;

describe('10,000 lessons with random damage', () => {
  it('are each read, or have problems that say where', () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const { lesson, problems } = tryParseLesson(text);
        if (lesson) {
          for (const level of lesson.levels) scriptOf(lesson, { level });
          return;
        }
        const lines = text.split('\n');
        const isPlaced = ({ line, column, length, message }: Problem) =>
          /\S/.test(message) &&
          between(1, line, lines.length) &&
          between(1, column, (lines[line - 1]?.length ?? 0) + 1) &&
          length >= 1;
        expect(problems.length).toBeGreaterThan(0);
        expect(problems.filter((one) => !isPlaced(one))).toEqual([]);
        expect(describeProblems(problems, { text })).not.toMatch(/(?!\n)\p{Cc}/u);
      }),
      { numRuns: 10_000 },
    );
  }, 120_000);
});
