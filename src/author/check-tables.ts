import { nearMiss } from '../lesson/near-miss.ts';
import { needsRedis, redisTable } from '../lesson/script.ts';
import type { Checkup } from './checkup.ts';

/** Tables that are watched, but that nothing makes. */
export const checkTables = (checkup: Checkup): void => {
  const { lesson, versions } = checkup;
  const statements = versions.flatMap(({ setup, steps }) => [...setup, ...steps.map((step) => step.sql)]);
  const made = new Set(statements.flatMap(tablesMade));
  const talks = versions.some(({ steps }) => needsRedis(steps));
  for (const [index, table] of lesson.watch.entries()) {
    if (made.has(table.toLowerCase()) || (table === redisTable && talks)) continue;
    const near = nearMiss(table, [...made]);
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    checkup.at(['watch', index], 'warning', `nothing in the setup makes a table ${table}${hint}`);
  }
};

/** The tables and views that a statement makes, in lower case and without quotes, as far as words tell. */
const tablesMade = (sql: string): readonly string[] => {
  const found = [making.exec(sql)?.[1], ...(/\brename\b/i.test(sql) ? renamed(sql) : [])];
  return found.flatMap((name) => {
    const last = name?.replaceAll('`', '').split('.').at(-1);
    return last === undefined ? [] : [last.toLowerCase()];
  });
};

const name = '((?:`[^`]+`|[\\w$]+)(?:\\.(?:`[^`]+`|[\\w$]+))?)';

const making = new RegExp(
  `^create\\s+(?:\\w+\\s+)*?(?:table|view)\\s+(?:if\\s+not\\s+exists\\s+)?${name}`,
  'i',
);

const renamed = (sql: string) =>
  [...sql.matchAll(new RegExp(`\\b(?:to|as)\\s+${name}`, 'gi'))].map((match) => match[1]);
