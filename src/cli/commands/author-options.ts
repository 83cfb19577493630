/** Of the commands that run a lesson at all its levels; can be given several times. */
export const everyLevelOption = [
  '-l, --level <level>',
  'only at this level (ru, rc, rr, s, 1 to 4, or its full name); can be given again for more',
  (word: string, before: readonly string[] = []) => [...before, word],
] as const;

export const oneVariantOption = [
  '--variant <id>',
  'only this variant; none is the lesson without any',
] as const;
