import { createRequire } from 'node:module';
import { nodeRefusal } from './node-version.ts';

/**
 * The library, or one line on a Node.js that is too old. Imports are linked before anything runs, and there a name that
 * such a Node.js does not have would end it first; so the library is loaded by a call. By require(), since import()
 * would have to be awaited here, and what awaits at its top level cannot be had by require('isolab').
 */
export const loadLibrary = (from: string, path: string): unknown => {
  const refusal = nodeRefusal(process.versions.node);
  if (refusal === undefined) return createRequire(from)(path);
  const error = new Error(refusal);
  // Where it was thrown helps nobody.
  error.stack = String(error);
  throw error;
};
