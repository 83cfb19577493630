import { keySections } from './key-sections.ts';
import type { KeyBinding } from './keys.ts';

/** Every key as Markdown, for a document: a table for each place, as the help has it. */
export const keyTables = (): string =>
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
