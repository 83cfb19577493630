import { describe, expect, it } from 'vitest';
import type { Edge } from '../../src/engine/happened/dependency.ts';
import { circlesIn, orderOf } from '../../src/engine/happened/graph.ts';
import { noPrograms } from '../../src/engine/history/programs.ts';

const sent = {
  statement: 0,
  session: 'A',
  sql: '',
  place: { statement: 0, verb: 'SELECT' },
  programs: noPrograms,
  waits: [],
};

const edge = (kind: Edge['kind'], from: string, to: string): Edge => ({
  kind,
  from,
  to,
  table: 't',
  key: '[1]',
  first: sent,
  second: sent,
  isOfRow: true,
  isOfAnswer: false,
});

const circles = (edges: readonly Edge[]) =>
  circlesIn(edges).map(({ transactions }) => transactions.join(' '));

describe('circles', () => {
  it('are told once, and not with a smaller one inside of them', () => {
    expect(circles([edge('rw', 'A', 'B'), edge('ww', 'B', 'A')])).toEqual(['A B']);
    expect(
      circles([edge('rw', 'A', 'B'), edge('rw', 'B', 'C'), edge('rw', 'C', 'A'), edge('wr', 'B', 'A')]),
    ).toEqual(['A B']);
    expect(circles([edge('rw', 'A', 'B'), edge('rw', 'B', 'C'), edge('rw', 'C', 'A')])).toEqual(['A B C']);
  });

  it('take the way with the fewest things not seen', () => {
    const edges = [
      edge('rw', 'A', 'B'),
      edge('rw', 'B', 'D'),
      edge('rw', 'D', 'A'),
      edge('wr', 'B', 'C'),
      edge('ww', 'C', 'A'),
    ];
    expect(circles(edges)).toContain('A B C');
  });

  it('are none where all goes one way, and are found in a long run', () => {
    const names = Array.from({ length: 3_000 }, (_, at) => `A ${at}`);
    const chain = names.slice(1).map((to, at) => edge('next', names[at] ?? '', to));
    expect(circlesIn(chain)).toEqual([]);
    expect(orderOf(names, chain)).toEqual(names);
    const old = [edge('rw', 'B', 'A 0'), edge('ww', 'A 2999', 'B')];
    const [first] = circlesIn([...chain, ...old]);
    expect(first?.transactions).toHaveLength(3_001);
    expect(orderOf([...names, 'B'], [...chain, ...old])).toBeUndefined();
  });
});

it('of those that could stand anywhere the one that began first stands first', () => {
  expect(orderOf(['A', 'B', 'C', 'D'], [edge('wr', 'C', 'A')])).toEqual(['B', 'C', 'A', 'D']);
  expect(orderOf(['A', 'B'], [])).toEqual(['A', 'B']);
});
