import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installCommand } from '../../src/hosts/docker/testcontainers.ts';
import { makePlaces } from './places.ts';

const spec = 'testcontainers@^12.2.0';

test('a package is put where this isolab finds it: globally, in the project, in the set of npx', async () => {
  await using places = await makePlaces();
  const project = join(places.folder, 'my course');
  await mkdir(project);
  await writeFile(join(project, 'package.json'), '{}');
  const at = (path: string): string => installCommand(path, spec);
  expect(at('/usr/local/lib/node_modules/isolab')).toBe(`npm install --global '${spec}'`);
  const inProject = `npm install --prefix '${project}' '${spec}'`;
  expect(at(join(project, 'node_modules/isolab'))).toBe(inProject);
  expect(at(join(project, 'node_modules/.pnpm/isolab@0.2.0/node_modules/isolab'))).toBe(inProject);
  expect(at('/home/ann/.npm/_npx/0a1b/node_modules/isolab')).toBe(
    `npx --package isolab --package '${spec}' isolab`,
  );
  expect(at('/opt/isolab')).toBe(`npm install --no-save --prefix /opt/isolab '${spec}'`);
});
