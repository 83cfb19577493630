import { nearMiss } from '../../lesson/near-miss.ts';

/** A heading that begins no notes, though it was probably meant to. */
export interface NotesProblem {
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

/** What the notes of a lesson may be for. */
export interface NotedSteps {
  readonly count: number;
  readonly names: readonly string[];
}

/** Notes that would never be shown: for a step that there is not, or under a heading that names none. */
export const notesProblems = (markdown: string, { count, names }: NotedSteps): readonly NotesProblem[] => {
  let isCode = false;
  return markdown.split(/\r?\n/).flatMap((text, index) => {
    if (/^\s*(```|~~~)/.test(text)) isCode = !isCode;
    const [, marks = '', heading = ''] = (isCode ? null : /^(#+) +(.*?) *$/.exec(text)) ?? [];
    const message = marks === '' ? undefined : problemOf(marks, heading.toLowerCase(), count, names);
    return message === undefined ? [] : [{ line: index + 1, message }];
  });
};

const problemOf = (
  marks: string,
  heading: string,
  count: number,
  names: readonly string[],
): string | undefined => {
  const number = /^(?:step +)?([0-9]+)\b/.exec(heading)?.[1];
  if (number !== undefined && (marks !== '##' || heading !== number)) {
    return `this heading begins no notes for step ${number}; ## ${number} would`;
  }
  if (marks !== '##' || heading === 'end' || /\s/.test(heading)) return undefined;
  if (number !== undefined) {
    return Number(number) >= 1 && Number(number) <= count
      ? undefined
      : `there is no step ${number}: the steps are 1 to ${count}`;
  }
  if (names.includes(heading)) return undefined;
  const near = nearMiss(heading, [...names, 'end']);
  return `no step is called ${heading}${near === undefined ? '' : `; did you mean ${near}?`}`;
};
