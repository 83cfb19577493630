// Bundles the program: unbundled, starting it takes twice as long. Types come from tsc beside this.
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { build } from 'esbuild';
import { licensesOf, packageFolders } from './build/licenses.ts';

const { version } = JSON.parse(await readFile('package.json', 'utf8'));

const common = {
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  logLevel: 'warning',
  write: false,
  metafile: true,
};

// Loaded before Node.js keeps compiled modules: one file of its own, since each costs a millisecond.
const first = 'compile-cache';
const loadsFirst = {
  name: 'loads-first',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/compile-cache\.ts$/ }, () => ({ path: `./${first}.js`, external: true })),
};

const alone = await build({ ...common, entryPoints: { [first]: `src/cli/${first}.ts` } });
const whole = await build({
  ...common,
  entryPoints: { isolab: 'src/cli/isolab.ts', index: 'src/index.ts' },
  chunkNames: 'chunks/[name]-[hash]',
  splitting: true,
  plugins: [loadsFirst],
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"', ISOLAB_VERSION: JSON.stringify(version) },
  // Ink loads its development tools only when DEV is set; the package is not installed.
  alias: { 'react-devtools-core': './src/cli/no-devtools.ts' },
  // An optional peer dependency: loaded only when Docker is chosen, and full of native parts.
  external: ['testcontainers'],
  // CommonJS inside the bundle asks for require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
const outputFiles = [...alone.outputFiles, ...whole.outputFiles];
const modules = [alone, whole].flatMap(({ metafile }) =>
  Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs)),
);
const licenses = await licensesOf(packageFolders(modules));

// A lab may be running from dist while it is built again: what has not changed stays untouched, what has
// changed is replaced whole, and only what no build would load any more goes.
for (const { path, contents } of outputFiles) {
  if ((await readFile(path).catch(() => undefined))?.equals(contents)) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.${process.pid}`, contents);
  await rename(`${path}.${process.pid}`, path);
}
const built = new Set(outputFiles.map(({ path }) => path));
for (const folder of ['dist', 'dist/chunks']) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = resolve(folder, entry.name);
    if (entry.isFile() && !built.has(path)) await rm(path, { force: true });
  }
}
await chmod('dist/isolab.js', 0o755);
await writeFile('THIRD-PARTY-LICENSES', licenses);
