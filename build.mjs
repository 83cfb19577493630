// Bundles the program: unbundled, starting it takes twice as long. Types come from tsc beside this.
import { chmod, readFile, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const { version } = JSON.parse(await readFile('package.json', 'utf8'));

await rm('dist/chunks', { recursive: true, force: true });
await build({
  entryPoints: { isolab: 'src/cli/isolab.ts', index: 'src/index.ts' },
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  sourcemap: true,
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"', ISOLAB_VERSION: JSON.stringify(version) },
  // Ink loads its development tools only when DEV is set; the package is not installed.
  alias: { 'react-devtools-core': './src/cli/no-devtools.ts' },
  // Loaded only when Docker is chosen, and full of native parts.
  external: ['testcontainers'],
  // CommonJS inside the bundle asks for require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
await chmod('dist/isolab.js', 0o755);
