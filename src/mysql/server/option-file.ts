import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { hasCode } from '../../files/error-code.ts';
import { readTextWithin, UnreadableFile } from '../../files/read-file.ts';
import { explainFileError } from '../../hosts/failure.ts';
import type { ServerContext } from '../../hosts/provider.ts';
import { printable } from '../../printable.ts';
import { shellPath } from '../../shell-word.ts';

/**
 * What the user's option file says. `[client]` is for every MySQL program and may speak of a server that
 * nobody would want a lab on, so it only helps to reach one that is named otherwise; `[isolab]` names one.
 */
export interface OptionFile {
  readonly path: string;
  readonly client: Options;
  /** The options of `[client]` with those of `[isolab]` over them; undefined without such a group. */
  readonly isolab: Options | undefined;
}

/** By name, with dashes: "ssl-ca". */
export type Options = ReadonlyMap<string, string>;

const none: Options = new Map();

/** In bytes; of this file, and of files with certificates. */
export const mostOptions = 1_000_000;

/** Reads ~/.my.cnf. @throws UserError when it is there and cannot be used. */
export const readOptionFile = async (env: ServerContext['env']): Promise<OptionFile> => {
  const path = join(env['HOME'] || homedir(), '.my.cnf');
  let text = '';
  try {
    // As MySQL's own programs do: what everybody can write is nobody's word.
    if (((await stat(path)).mode & 0o002) !== 0) {
      throw new UserError(`${printable(path)} can be written by everybody, so it is not used.`, {
        next: [`chmod 600 ${shellPath(path)}`],
      });
    }
    text = await readTextWithin(path, mostOptions);
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof UnreadableFile) throw new UserError(`${error.message}.`, { cause: error });
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'ENOTDIR')) throw explainFileError(error, path);
  }
  const groups = parseOptionFile(text);
  const client = groups.get('client') ?? none;
  const isolab = groups.get('isolab');
  return { path, client, isolab: isolab && new Map([...client, ...isolab]) };
};

const escapes: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', r: '\r', s: ' ' };

/** https://dev.mysql.com/doc/refman/9.7/en/option-files.html; what it includes (!include) is left out. */
export const parseOptionFile = (text: string): ReadonlyMap<string, Options> => {
  const groups = new Map<string, Map<string, string>>();
  let group: Map<string, string> | undefined;
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    const name = /^\[(.+)\]$/.exec(line)?.[1]?.trim();
    if (name !== undefined) {
      group = groups.get(name) ?? new Map();
      groups.set(name, group);
    } else if (line !== '' && !/^[#;!]/.test(line)) {
      const [key = '', ...rest] = line.split('=');
      group?.set(key.trim().replaceAll('_', '-'), optionValue(rest.join('=').trim()));
    }
  }
  return groups;
};

const optionValue = (text: string): string => {
  const quoted = /^(['"])(.*)\1$/.exec(text)?.[2];
  // Outside quotes, # in the middle of a line begins a comment.
  const plain = quoted ?? text.replace(/\s+#.*$/, '');
  return plain.replaceAll(
    /\\(.)/g,
    (whole, letter: string) => escapes[letter] ?? (letter === '\\' ? '\\' : whole),
  );
};
