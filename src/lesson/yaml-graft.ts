import { dataOf, type YamlEntry } from './yaml-entries.ts';
import type { Path } from './yaml-source.ts';

export const entryAt = (root: YamlEntry, path: Path): YamlEntry | undefined =>
  path.reduce<YamlEntry | undefined>((entry, part) => entry?.children.get(part), root);

/** The root with another entry put in at the path; mappings that are not there yet are made on the way. */
export const grafted = (root: YamlEntry, [part, ...rest]: Path, entry: YamlEntry): YamlEntry => {
  if (part === undefined) return entry;
  const child = grafted(root.children.get(part) ?? { ...entry, data: {}, children: new Map() }, rest, entry);
  const children = new Map([...root.children, [part, child]]);
  const isList = Array.isArray(root.data);
  return {
    ...root,
    data: isList ? [...children.values()].map(({ data }) => data) : dataOf(children),
    children,
  };
};
