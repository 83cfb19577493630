import { access, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { keySections } from '../../src/ui/keys/key-sections.ts';
import type { KeyBinding } from '../../src/ui/keys/keys.ts';

const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');

/** What stands between two marks is made here; whatever else the file says is left alone. */
const withBlock = (text: string, begin: RegExp, end: string, block: string): string => {
  const from = begin.exec(text);
  const to = text.indexOf(end);
  if (from === null || to < from.index) throw new Error(`README.md has lost its marks ${begin} and ${end}`);
  return `${text.slice(0, from.index + from[0].length)}\n\n${block}\n\n${text.slice(to)}`;
};

test('README.md has every key that the table of keys has', async () => {
  const made = withBlock(readme, /<!-- keys: .*-->/, '<!-- end of keys -->', keyTables());
  await expect(made).toMatchFileSnapshot('../../README.md', 'npx vitest run test/ui/readme -u renews it');
});

test('every file that README.md points to is there', async () => {
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = '']) => path);
  expect(links).toContain('test/ui/pictures/wait.svg');
  for (const link of links) await access(new URL(`../../${link}`, import.meta.url));
});

/** Every key as Markdown: a table for each place, as the help has it. */
const keyTables = (): string =>
  [...keySections('lab'), ...keySections('present'), ...recorded()]
    .map(({ title, bindings }) =>
      [`**${title}**`, '', '| Key | What it does |', '|---|---|', ...bindings.map(tableRow)].join('\n'),
    )
    .join('\n\n');

/** A recording has a question's keys as well; they stand with the lab's. */
const recorded = () => keySections('replay').slice(0, 1);

const tableRow = ({ shown, help }: KeyBinding): string =>
  `| ${shown
    .split(/ {2,}/)
    .map((key) => `\`${key}\``)
    .join(' ')} | ${help} |`;
