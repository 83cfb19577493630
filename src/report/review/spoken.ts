import { signs } from '../../text/signs.ts';

/** Without the signs that stand for words elsewhere. */
export const spoken = (line: string): string => {
  if (line.startsWith(`${signs.answer} `)) return `answers: ${line.slice(2)}`;
  const text = line.startsWith(`${signs.waiting} `) ? line.slice(2) : line;
  return text.replace(failed, (_, before: string, isNumber: string) => before + (isNumber ? 'error ' : ''));
};

const failed = new RegExp(`^((?:.*, )?then |)${signs.failed} (?=(\\d)?)`);
