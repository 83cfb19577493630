import type { Lesson } from '../lesson/lesson.ts';
import { requestValues } from '../lesson/script.ts';
import type { Step } from '../lesson/step.ts';
import { namesOfDoing } from '../lesson/values.ts';
import type { Checkup, Version } from './checkup.ts';

/** A name stands for what a request says, or an earlier step of the same session has kept: others are sent as they are written. */
export const checkNames = (checkup: Checkup): void => {
  for (const version of checkup.versions) {
    for (const { name } of checkup.lesson.sessions) {
      const known = new Set(saidTo(checkup.lesson, name));
      for (const step of version.steps.filter(({ session }) => session === name)) {
        for (const one of new Set(namesOfDoing(step.sql, step.does))) {
          if (!known.has(one))
            checkup.atStep(step, version, 'warning', unknownWords(one, step, version), ways);
        }
        for (const kept of Object.keys(step.keep ?? {})) known.add(kept);
      }
    }
  }
};

const ways = '`keep` in an earlier step of the session';

const saidTo = ({ handler, sessions }: Lesson, session: string): readonly string[] => {
  const own = sessions.find(({ name }) => name === session);
  return handler === undefined
    ? []
    : Object.keys(requestValues({ ...handler.request, ...own?.request }, session));
};

const unknownWords = (name: string, step: Step, { steps }: Version): string => {
  const kept = steps.find(({ keep = {} }) => name in keep);
  const what = `nothing that ${step.session} knows by then is called ${name}, so that is sent as it is written`;
  if (kept === undefined) return what;
  return kept.session === step.session
    ? `${what}: it is kept later`
    : `${what}: what ${kept.session} keeps, only ${kept.session} knows`;
};
