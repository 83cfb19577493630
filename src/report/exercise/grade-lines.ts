import type { Grade } from '../../exercise/grade.ts';
import { printable } from '../../printable.ts';
import { hanging } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import { faultLines } from './fault-lines.ts';
import { faultsOf } from './grade-words.ts';
import type { Looks } from './looks.ts';

/** A file with what became of it. */
export const gradeLines = (grade: Grade, { width, paint }: Looks): readonly string[] => {
  const { file, exercise, status } = grade;
  const sign = status === 'solved' ? paint.good('★') : paint.bad(signs.failed);
  const name = `${printable(file)}${exercise === undefined ? '' : ` (${exercise})`}`;
  return [
    ...hanging(`${sign} `, name, width),
    ...faultsOf(grade).flatMap((fault) => faultLines(fault, '    ', width)),
  ];
};
