// Bundles the program: unbundled, starting it takes twice as long. Types come from tsc beside this.
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { build } from 'esbuild';
import { licensesOf, packageFolders } from './src/build/licenses.ts';

const { version } = JSON.parse(await readFile('package.json', 'utf8'));

const common = {
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  platform: 'node',
  logLevel: 'warning',
  write: false,
  metafile: true,
};

const whole = await build({
  ...common,
  entryPoints: { main: 'src/cli/main.ts', library: 'src/index.ts' },
  entryNames: 'chunks/[name]-[hash]',
  chunkNames: 'chunks/[name]-[hash]',
  splitting: true,
  target: 'node22',
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

/** Where a source file that others load has gone, from dist, and what it exports. */
const builtOf = (source) => {
  const outputs = Object.entries(whole.metafile.outputs);
  const [path, { exports }] = outputs.find(([, { entryPoint }]) => entryPoint === source);
  return { path: path.replace(/^dist/, '.'), exports };
};

const main = builtOf('src/cli/main.ts');
const library = builtOf('src/index.ts');

// What is loaded first: each a small file of its own, in which any Node.js can say that it is too old for the rest.
const entries = {
  name: 'entries',
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^\.\/main\.ts$/ }, () => ({ path: main.path, external: true }));
    // Loaded before Node.js keeps compiled modules.
    onResolve({ filter: /^\.\/compile-cache\.ts$/ }, () => ({ path: './compile-cache.js', external: true }));
    onResolve({ filter: /^the library$/ }, ({ path }) => ({ path, namespace: 'made' }));
    onLoad({ filter: /^/, namespace: 'made' }, () => ({
      contents: `import { loadLibrary } from './load-library.ts';
export const { ${library.exports.join(', ')} } = loadLibrary(import.meta.url, '${library.path}');`,
      resolveDir: 'src',
    }));
  },
};

const first = await build({
  ...common,
  entryPoints: {
    isolab: 'src/cli/isolab.ts',
    'compile-cache': 'src/cli/compile-cache.ts',
    index: 'the library',
  },
  target: 'node14',
  plugins: [entries],
});

const outputFiles = [...first.outputFiles, ...whole.outputFiles];
const modules = [first, whole].flatMap(({ metafile }) =>
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
