import { withoutNotice } from '../model/changes.ts';
import type { Model } from '../model/model.ts';
import type { RunModel } from '../model/run.ts';
import { noServer } from '../words.ts';

/** Said of a step that is asked for while one is being taken. */
export const notOver = 'This step is not over: the server has not answered yet.';

/** The same where that is a statement of the user's own. */
export const ownNotOver = 'The script goes on when your statement is over. x ends it.';

export const notReady = 'The sandbox is not ready yet.';

/** These say how things stand, not what a key has done: how long each is true. */
const truths: Readonly<Record<string, (run: RunModel, model: Model) => boolean>> = {
  [noServer.coming]: (_, { server }) => server.status === 'coming',
  [noServer.absent]: (_, { server }) => server.status === 'absent',
  [notReady]: ({ phase }) => phase.kind === 'coming' || phase.kind === 'opening',
  [notOver]: ({ phase }) => phase.kind === 'taking',
  [ownNotOver]: ({ phase }) => phase.kind === 'taking',
};

/** A word about how things stand goes when they stand otherwise; every other one stays until the next key. */
export const withoutStaleNotice = (before: Model, model: Model): Model => {
  const { run } = model;
  if (run?.notice === undefined) return model;
  const isTrue = truths[run.notice];
  const isStale = isTrue ? !isTrue(run, model) : before.run !== undefined && isOfAnother(before.run, run);
  return isStale ? withoutNotice(model) : model;
};

/** Does it begin with the name of a session that does something else by now? */
const isOfAnother = (before: RunModel, { notice, lab }: RunModel): boolean =>
  before.notice === notice &&
  (before.lab?.sessions ?? []).some(
    ({ name, status }) =>
      notice?.startsWith(`${name} `) && lab?.sessions.find((one) => one.name === name)?.status !== status,
  );
