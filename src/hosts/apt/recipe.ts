import type { ServerProgram } from '../program.ts';
import type { Architecture } from './architecture.ts';

/** How a server of one kind is made out of Debian's or Ubuntu's packages. */
export interface Recipe {
  /** For people: "MySQL". */
  readonly name: string;
  /** Begins the names of the folders: "mysql" for mysql-9.7.4-2-amd64. */
  readonly id: string;
  /** Where fetched ones are, in the user's cache folder for isolab. */
  readonly folderIn: (cacheFolder: string) => string;
  /** What Debian calls the package. */
  readonly package: string;
  /** What Ubuntu may call it, as a regular expression; the newest is taken. */
  readonly hostPackages: string;
  /** How much is downloaded, for people. */
  readonly size: string;
  /** Packages that only the install scripts want, and we run none. */
  readonly notNeeded: RegExp;
  /** What the unpacked root need not have for the server to run, as globs. */
  readonly superfluous: readonly string[];
  /** How to run what is unpacked in `root`. @throws when it is not there. */
  readonly programIn: (root: string, architecture: Architecture) => Promise<ServerProgram>;
  /**
   * Makes what a start needs beside the program, or at least sees that the program runs. `folder` is the
   * server's; its root is unpacked. @throws UserError (exit code 3) when the program cannot do it.
   */
  readonly prepare: (folder: string, program: ServerProgram, signal: AbortSignal) => Promise<void>;
  /** @throws when something that `prepare` made is missing. */
  readonly checkPrepared: (folder: string) => Promise<void>;
  /** The command that fetches it. */
  readonly command: string;
  /** What a person can do instead. */
  readonly instead: (platform: string) => readonly string[];
}
