import type { Path } from './yaml-source.ts';

/** Where in the lesson a path is, for people: "step 3 (insert_b), expect: ". Empty at the top. */
export const pathWords = (path: Path, data: unknown): string => {
  const words: string[] = [];
  let value: unknown = data;
  const parents = path.slice(0, -1);
  for (const [index, part] of parents.entries()) {
    value = childOf(value, part);
    const before = parents[index - 1];
    if (typeof part === 'number') {
      const listed = before === undefined ? undefined : listedIn.get(before);
      const name = childOf(value, listed === 'topic' ? 'id' : 'as');
      words.push(`${listed ?? 'item'} ${part + 1}${typeof name === 'string' ? ` (${name})` : ''}`);
    } else if (before === 'variants') words.push(`variant ${part}`);
    else if (before === 'steps') words.push(`step ${part}`);
    else if (!lists.has(part)) words.push(part);
  }
  return words.length === 0 ? '' : `${words.join(', ')}: `;
};

/** What an item of such a list is called. */
const listedIn: ReadonlyMap<string | number, string> = new Map([
  ['steps', 'step'],
  ['before', 'step'],
  ['after', 'step'],
  ['topics', 'topic'],
]);

const lists = new Set(['steps', 'variants', 'sources', 'topics']);

const childOf = (value: unknown, part: string | number): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined;
