#!/usr/bin/env node
// Old syntax only, and nothing that needs more but by import(): a Node that is too old must get as far as to say so.
import * as nodeModule from 'node:module';
import { homedir } from 'node:os';
import { nodeRefusal } from '../node-version.ts';

const refusal = nodeRefusal(process.versions.node);

if (refusal !== undefined) {
  process.stderr.write(`${refusal}\n`);
  process.exitCode = 2;
} else {
  void import('./compile-cache.ts')
    .then((cache) => {
      cache.useCompileCache(nodeModule, process.env, homedir);
      return import('./main.ts');
    })
    .then((cli) => cli.main(process));
}
