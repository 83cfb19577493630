import { alignedSteps } from '../../engine/compare/aligned-steps.ts';
import type { ComparedRun } from '../../engine/compare/compared-run.ts';
import { printable } from '../../printable.ts';
import { listed } from '../../text/amounts.ts';

/** What is to be known before outcomes are read one under the other: whose order the steps stand in, and who has a level of its own. */
export const readingWords = (runs: readonly ComparedRun[]): readonly string[] =>
  [...orderWords(runs), ...levelWords(runs)].map(printable);

/** Runs that take the steps that they share with the open one in another order. */
export const otherOrder = (runs: readonly ComparedRun[]): readonly ComparedRun[] => {
  const rows = alignedSteps(runs);
  return runs.filter((_, index) => {
    const places = rows.flatMap((row) => row[index] ?? []);
    return places.some((place, at) => at > 0 && place < (places[at - 1] ?? 0));
  });
};

const orderWords = (runs: readonly ComparedRun[]): readonly string[] => {
  const others = otherOrder(runs).map(({ title }) => `“${title}”`);
  const open = runs.find(({ isOpen }) => isOpen);
  if (others.length === 0 || open === undefined) return [];
  const take = others.length === 1 ? 'takes' : 'take';
  return [`Steps stand in the order of “${open.title}”; ${listed(others)} ${take} them in another one.`];
};

/** Sessions with a level of their own have it in all runs. */
const levelWords = (runs: readonly ComparedRun[]): readonly string[] => {
  const sessions = runs[0]?.script.sessions ?? [];
  const own = sessions.filter(
    ({ name, level }) =>
      runs.every(({ script }) => script.sessions.find((one) => one.name === name)?.level === level) &&
      runs.some(({ script }) => script.level !== level),
  );
  return [...Map.groupBy(own, ({ level }) => level)].map(([level, same]) => {
    const names = same.map(({ name }) => name);
    return `${listed(names)} ${names.length === 1 ? 'is' : 'are'} at ${level} in all of them.`;
  });
};
