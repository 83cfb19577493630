import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('deadlocks/', import.meta.url);

/** Texts of servers by their names: of 9.7 what one has written, of others in their form after public ones. */
export const texts: ReadonlyMap<string, string> = new Map(
  readdirSync(folder)
    .toSorted()
    .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]),
);

export const textOf = (name: string): string => {
  const text = texts.get(name);
  if (text === undefined) throw new Error(`No text ${name}`);
  return text;
};
