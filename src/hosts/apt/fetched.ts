import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readTextWithin } from '../../files/read-file.ts';
import type { ServerProgram } from '../program.ts';
import { type Architecture, architectures } from './architecture.ts';
import type { Recipe } from './recipe.ts';

/** What the folder of a fetched server says about itself; written last, before the folder gets its name. */
const aboutSchema = z.strictObject({
  /** Changes when this program expects something else in the folder. */
  layout: z.literal(1),
  package: z.string(),
  /** The package's, for instance "9.7.4-2". */
  version: z.string(),
  architecture: z.string(),
  /** Where it came from, for people. */
  source: z.string(),
  fetchedAt: z.iso.datetime(),
  /** Of the whole folder. */
  bytes: z.int(),
  /** What a person should know about how it was fetched. */
  notes: z.array(z.string()),
});

export type FetchedAbout = Readonly<z.infer<typeof aboutSchema>>;

/** A server in the cache, complete and ready to start. */
export interface FetchedServer extends FetchedAbout {
  readonly folder: string;
}

/** In bytes. */
const mostAbout = 100_000;

export const aboutFile = 'about.json';
export const rootOf = (folder: string): string => join(folder, 'root');
export const templateOf = (folder: string): string => join(folder, 'template');

/** All folders of a server that this program makes; what is below has the modes of the packages. */
export const foldersOf = ({ folder }: Pick<FetchedServer, 'folder'>): readonly string[] => [
  folder,
  rootOf(folder),
  templateOf(folder),
];

/** The complete servers of a kind in the cache that run on this machine, the one fetched last first. */
export const listFetched = async (recipe: Recipe, cacheFolder: string): Promise<FetchedServer[]> => {
  const folder = recipe.folderIn(cacheFolder);
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.filter((name) => !name.startsWith('.')).map((name) => readFetched(recipe, join(folder, name))),
  );
  return found
    .filter((server) => server !== undefined)
    .toSorted((one, other) => other.fetchedAt.localeCompare(one.fetchedAt));
};

/** Undefined when the folder is not a complete server for this machine. */
export const readFetched = async (recipe: Recipe, folder: string): Promise<FetchedServer | undefined> => {
  try {
    const about = aboutSchema.parse(JSON.parse(await readTextWithin(join(folder, aboutFile), mostAbout)));
    const server = { ...about, folder };
    if (architectureOf(server).node !== process.arch) return undefined;
    await programOf(recipe, server);
    await recipe.checkPrepared(folder);
    return server;
  } catch {
    return undefined;
  }
};

/** How to run what is in the folder of a server. @throws when it is not complete. */
export const programOf = (
  recipe: Recipe,
  server: Pick<FetchedServer, 'folder' | 'architecture'>,
): Promise<ServerProgram> => recipe.programIn(rootOf(server.folder), architectureOf(server));

const architectureOf = ({ architecture }: Pick<FetchedServer, 'architecture'>): Architecture => {
  const known = architectures.find(({ debian }) => debian === architecture);
  if (known === undefined) throw new Error(`no loader is known for ${architecture}`);
  return known;
};
