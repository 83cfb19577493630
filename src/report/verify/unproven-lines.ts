import { shellPath } from '../../shell-word.ts';
import { listed } from '../../text/amounts.ts';
import type { CaseResult } from '../../verify/case-result.ts';
import type { CaseAbout } from '../../verify/events.ts';
import { failuresOf } from './failure.ts';

/** What came of a case of which something may be unproven. */
export interface UnprovenCase {
  readonly about: CaseAbout;
  readonly result: CaseResult;
}

/** What nothing proves, a line a file: that is for its author to write, and not what has gone wrong. */
export const unprovenLines = (cases: readonly UnprovenCase[]): readonly string[] =>
  [...Map.groupBy(cases, ({ about }) => about.file ?? about.lesson)].flatMap(([file, own]) => {
    const places = own
      .flatMap(({ result }) => failuresOf(result))
      .filter(({ unproven }) => unproven.length > 0);
    if (places.length === 0) return [];
    const lines = [...new Set(places.flatMap(({ line }) => line ?? []))].toSorted((a, b) => a - b);
    const others = [...new Set(places.flatMap(({ line, where }) => (line === undefined ? [where] : [])))];
    const where = [
      ...(lines.length > 0 ? [`${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}`] : []),
      ...others,
    ];
    const checked = own[0]?.about.file;
    const next = checked === undefined ? '' : `; isolab check ${shellPath(checked)} says what`;
    return [`? ${file}: nothing proves ${listed(where)}${next}`];
  });
