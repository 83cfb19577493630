import { compareDecimals } from '../../lesson/decimal.ts';
import { isErrorNamed } from '../../lesson/error-symbols.ts';
import { type Fact, longestAnswer } from '../../lesson/prediction.ts';
import type { Outcome, Value } from '../outcome.ts';
import { cellWords } from '../words/table-words.ts';

/** What the server said of something that a question asks for. */
export type Told =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'error'; readonly errno: number; readonly symbol: string }
  | { readonly kind: 'no error' };

/** Undefined where an outcome does not say it. An error of which the lab is the cause says nothing of the statement. */
export const toldOf = (fact: Fact, outcome: Outcome | undefined): Told | undefined => {
  switch (fact) {
    case 'affected':
      return outcome?.kind === 'ok' ? { kind: 'count', count: outcome.affected } : undefined;
    case 'matched':
      return outcome?.kind === 'ok' && outcome.matched !== undefined
        ? { kind: 'count', count: outcome.matched }
        : undefined;
    case 'rows':
      return outcome?.kind === 'rows' && outcome.more === undefined
        ? { kind: 'count', count: outcome.rows.length }
        : undefined;
    case 'value':
      return onlyValueOf(outcome);
    case 'error':
      if (outcome?.kind === 'ok' || outcome?.kind === 'rows') return { kind: 'no error' };
      if (outcome?.kind !== 'error' || outcome.cancelled !== undefined) return undefined;
      return { kind: 'error', errno: outcome.errno, symbol: outcome.symbol };
  }
};

const onlyValueOf = (outcome: Outcome | undefined): Told | undefined => {
  if (outcome?.kind !== 'rows' || outcome.more !== undefined || outcome.rows.length !== 1) return undefined;
  const [row = []] = outcome.rows;
  const [value] = row;
  if (value === undefined || row.length !== 1 || !isTypable(value)) return undefined;
  return { kind: 'value', value };
};

const isTypable = (value: Value): boolean =>
  value === null || (value.length <= longestAnswer && value.trim() !== '' && !/\p{Cc}/u.test(value));

/** Did somebody who typed this say what the server said? Two numbers are compared as numbers, exactly. */
export const isSaid = (typed: string, told: Told): boolean => {
  const text = typed.trim();
  switch (told.kind) {
    case 'count':
      return compareDecimals(text, String(told.count)) === 0;
    case 'value':
      if (told.value === null) return /^null$/i.test(text);
      return text === told.value.trim() || compareDecimals(text, told.value) === 0;
    case 'error': {
      const word = text.toUpperCase();
      return word === told.symbol.toUpperCase() || isErrorNamed(told.errno, word);
    }
    case 'no error':
      return /^none$/i.test(text);
  }
};

export const toldWords = (told: Told): string => {
  switch (told.kind) {
    case 'count':
      return String(told.count);
    case 'value':
      return cellWords(told.value);
    case 'error':
      return told.errno === 0 ? told.symbol : `${told.errno} (${told.symbol})`;
    case 'no error':
      return 'none';
  }
};

/** What there must be to be asked for. */
export const factWords = {
  affected: 'an answer that says how many rows are affected',
  matched: 'an UPDATE that says how many rows it has found',
  rows: 'one result set, of which the rows are counted',
  value: `one row with one value, of ${longestAnswer} characters at most and on one line`,
  error: 'an answer of the server, with an error or without one',
} as const satisfies Record<Fact, string>;
