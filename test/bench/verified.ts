import type { LabServer } from '../../src/engine/ports.ts';
import { loadCatalogue, planVerify, systemClock, verify } from '../../src/index.ts';
import type { Lesson } from '../../src/lesson/lesson.ts';
import type { CaseFilter } from '../../src/verify/filter.ts';

/** How long it takes to prove lessons, in ms. @throws when they are not proved. */
const proving = async (
  lab: LabServer,
  lessons: readonly Lesson[],
  filter: CaseFilter,
  repeat: number,
): Promise<number> => {
  const { ms, ok, cases } = await verify(planVerify(lessons, filter), {
    server: lab,
    clock: systemClock,
    jobs: 8,
    repeat,
    bail: false,
    limitMs: 120_000,
    signal: new AbortController().signal,
    emit: () => {},
  });
  if (!ok) throw new Error(`Not proved: ${JSON.stringify(cases)}`);
  return ms;
};

/** Everything that is shipped, at all levels and in all variants. */
export const verifyAll = async (lab: LabServer, folder: string): Promise<number> =>
  proving(lab, (await loadCatalogue(folder)).lessons, {}, 1);

/** A lesson with a wait and a deadlock, again and again; every time it must come to the same. */
export const verifyThousandTimes = (lab: LabServer, lesson: Lesson): Promise<number> =>
  proving(lab, [lesson], { levels: ['SERIALIZABLE'], variants: ['none'] }, 1000);
