import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { hasCode } from '../../files/error-code.ts';
import { commandLine, type PrivateServer } from '../../hosts/program.ts';
import { version } from '../../version.ts';
import { runOptions } from './options.ts';

/** In the run folder of a server that is kept warm: whoever finds it there may use the server. */
const noteSchema = z.strictObject({
  /** Changes when those who share a server must agree about something else. */
  format: z.literal(1),
  /** Equal for those who would start the very same server. */
  key: z.string(),
  provider: z.enum(['mysqld', 'embedded']),
  /** For people: of MySQL, and of the isolab that keeps it. */
  mysql: z.string(),
  isolab: z.string(),
  /** In ms since 1970. */
  since: z.int(),
  /** It ends after so many ms without anybody. */
  idleMs: z.int(),
});

export type WarmNote = Readonly<z.infer<typeof noteSchema>>;

const noteIn = (run: string): string => join(run, 'warm.json');

const nowhere = { dataFolder: '', temporaryFolder: '', socketPath: '', pidFile: '' };

/** The note of a server that is ready now. */
export const noteOf = async (server: PrivateServer, idleMs: number): Promise<WarmNote> => ({
  format: 1,
  key: await keyOf(server),
  provider: server.provider,
  mysql: server.version,
  isolab: version,
  since: Date.now(),
  idleMs,
});

/** This isolab, this program, these options, this data to begin with: no other server is taken for it. */
export const keyOf = async ({ provider, program, template }: PrivateServer): Promise<string> => {
  const { ino, mtimeMs } = await stat(join(template, 'mysql.ibd'));
  const command = [program.file, ...commandLine(program, runOptions(nowhere))];
  return JSON.stringify([version, provider, command, template, ino, mtimeMs]);
};

export const publishNote = async (run: string, note: WarmNote): Promise<void> => {
  const draft = `${noteIn(run)}.new`;
  await writeFile(draft, JSON.stringify(note));
  await rename(draft, noteIn(run));
};

export const withdrawNote = (run: string): Promise<void> => rm(noteIn(run), { force: true });

/** Undefined when the server is not, or no longer, for others. */
export const readNote = async (run: string): Promise<WarmNote | undefined> => {
  try {
    return noteSchema.parse(JSON.parse(await readFile(noteIn(run), 'utf8')));
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError) return undefined;
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
};
