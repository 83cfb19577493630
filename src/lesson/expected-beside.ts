import { claimPlaces } from './claim-places.ts';
import { pathWords } from './path-words.ts';
import { placedProblems } from './placed-problems.ts';
import type { ExpectFile, Problem } from './problem.ts';
import type { LessonData } from './schema.ts';
import { expectFileSchema } from './schema-expect-file.ts';
import { entryAt, grafted } from './yaml-graft.ts';
import { type Path, readYaml, YamlSource } from './yaml-source.ts';

/** The lesson with what is expected of it, or everything that is wrong with that. */
export type WithExpected = { readonly yaml: YamlSource } | { readonly problems: readonly Problem[] };

/** Puts what another file expects of a lesson into it, each claim where it would stand in the lesson's own file. */
export const withExpected = (lesson: YamlSource, data: LessonData, given: ExpectFile): WithExpected => {
  const beside = readExpected(given);
  if (beside === undefined) return { yaml: lesson };
  if (!(beside instanceof YamlSource)) return { problems: beside };
  const read = expectFileSchema.safeParse(beside.data);
  if (!read.success) return { problems: placedProblems(expectFileSchema, beside) };
  const problems: Problem[] = [];
  let { root } = lesson;
  for (const claim of claimPlaces(data, read.data)) {
    const { beside: path } = claim;
    const entry = entryAt(beside.root, path);
    if ('problem' in claim) problems.push(problemAt(beside, path, claim.problem, claim.expected));
    else if (entryAt(root, claim.own)) problems.push(problemAt(beside, path, inBoth, 'one of the two'));
    else if (entry) root = grafted(root, claim.own, entry);
  }
  return problems.length > 0 ? { problems } : { yaml: lesson.with(root) };
};

/** Undefined where nothing is written yet, or comments only. */
export const readExpected = ({ file, text }: ExpectFile): YamlSource | readonly Problem[] | undefined =>
  text.split('\n').every((line) => /^\s*(#|$)/.test(line))
    ? undefined
    : readYaml(text, { what: 'file of expectations', begins: '`steps:`', file });

const inBoth = 'this is said in the file of the lesson, too';

const problemAt = (yaml: YamlSource, path: Path, message: string, expected?: string): Problem => ({
  severity: 'error',
  message: pathWords(path, yaml.data) + message,
  ...(expected !== undefined && { expected }),
  ...yaml.place(yaml.keySpan(path)),
});
