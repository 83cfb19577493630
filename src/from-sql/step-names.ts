import type { OwnSession } from './own-session.ts';

/**
 * A name for every statement of a session, in the lesson's way: what it is and whose (insert_a), with a number from the
 * second one on. A name that somebody has given goes first.
 */
export const stepNames = ({ statements }: OwnSession, letter: string): readonly string[] => {
  const ending = letter.toLowerCase();
  const taken = new Set(statements.flatMap(({ as }) => (as === undefined ? [] : [`${as}_${ending}`])));
  return statements.map(({ sql, as }) => {
    if (as !== undefined) return `${as}_${ending}`;
    const word = wordFor(sql);
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? `${word}_${ending}` : `${word}${number}_${ending}`;
      if (taken.has(name)) continue;
      taken.add(name);
      return name;
    }
  });
};

const wordFor = (sql: string): string => {
  const word = /[a-z]+/i.exec(sql.replace(/^(\/\*.*?\*\/\s*)+/s, ''))?.[0].toLowerCase() ?? 'step';
  return word === 'start' ? 'begin' : word;
};
