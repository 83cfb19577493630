#!/usr/bin/env node
// Old syntax only, and nothing of our own but by import(): a Node that is too old must get as far as to say so.
import * as nodeModule from 'node:module';
import { homedir } from 'node:os';

/** The same as `engines` in package.json. */
const needed = '22.22.0';

const isTooOld = process.versions.node.localeCompare(needed, 'en', { numeric: true }) < 0;

if (isTooOld) {
  process.stderr.write(`isolab needs Node.js ${needed} or later; this is ${process.versions.node}.\n`);
  process.exitCode = 2;
} else {
  void import('./compile-cache.ts')
    .then((cache) => {
      cache.useCompileCache(nodeModule, process.env, homedir);
      return import('./main.ts');
    })
    .then((cli) => cli.main(process));
}
