import { nearMiss } from './near-miss.ts';
import type { LessonData } from './schema.ts';
import type { ClaimsData, ExpectFileData } from './schema-expect-file.ts';
import { stepPlaces } from './step-places.ts';
import type { Path } from './yaml-source.ts';

/** A claim of a file that holds what is expected, and where in the lesson it belongs. */
export type ClaimPlace =
  | { readonly beside: Path; readonly own: Path }
  /** It belongs nowhere. */
  | { readonly beside: Path; readonly problem: string; readonly expected?: string };

/** One place a claim that is there, in the order of the data. */
export const claimPlaces = (
  lesson: LessonData,
  { format: _, variants = {}, ...own }: ExpectFileData,
): readonly ClaimPlace[] => {
  const known = Object.keys(lesson.variants ?? {});
  return [
    ...placesIn(lesson, own, undefined),
    ...Object.entries(variants).flatMap(([id, claims]): readonly ClaimPlace[] =>
      known.includes(id)
        ? placesIn(lesson, claims, id)
        : [{ beside: ['variants', id], ...unknown(`the lesson has no variant ${id}`, id, known) }],
    ),
  ];
};

const placesIn = (
  lesson: LessonData,
  claims: ClaimsData,
  variant: string | undefined,
): readonly ClaimPlace[] => {
  const at = variant === undefined ? [] : ['variants', variant];
  const { steps = {}, ...whole } = claims;
  const known = stepPlaces(lesson, variant);
  return [
    ...Object.keys(whole).map((key) => ({
      beside: [...at, key],
      own: key === 'burst' ? [...at, key, 'expect'] : [...at, key],
    })),
    ...Object.keys(steps).map((name): ClaimPlace => {
      const beside = [...at, 'steps', name];
      const place = known.find((one) => one.name === name);
      if (place) return { beside, own: [...place.path, 'expect'] };
      const where = variant === undefined ? 'of the lesson' : 'there';
      const names = known.map((one) => one.name);
      return { beside, ...unknown(`no step ${where} is called ${name}`, name, names) };
    }),
  ];
};

const unknown = (problem: string, word: string, known: readonly string[]) => {
  const near = nearMiss(word, known);
  return {
    problem: near === undefined ? problem : `${problem}; did you mean ${near}?`,
    ...(known.length > 0 && { expected: known.join(', ') }),
  };
};
