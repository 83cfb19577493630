import type { YamlEntry } from './yaml-entries.ts';
import { entryAt, grafted } from './yaml-graft.ts';

/** Two requests can already come into each other's way. */
const sessions = ['A', 'B'];

/** An exercise of a handler needs no steps: those are two whole requests, one after the other. */
export const withRequestSteps = (root: YamlEntry): YamlEntry => {
  const handler = entryAt(root, ['handler', 'steps']);
  const isWithout = root.children.has('exercise') && !root.children.has('steps');
  return handler && isWithout ? withWholeRequests(root, handler) : root;
};

/** The steps of the handler as those of two requests, instead of what there is. */
export const withWholeRequests = (root: YamlEntry, handler: YamlEntry): YamlEntry => {
  const names = [...handler.children.keys()].map(String);
  const steps = sessions.flatMap((session) => names.map((name) => stepOf(handler, session, name)));
  const list = {
    ...handler,
    data: steps.map(({ data }) => data),
    children: new Map(steps.map((step, at) => [at, step])),
  };
  return grafted(root, ['steps'], list);
};

const stepOf = (at: YamlEntry, session: string, name: string): YamlEntry => {
  const place = entryAt(at, [name]) ?? at;
  const word = { ...place, data: name, children: new Map() };
  const does = { ...place, data: { do: name }, children: new Map([['do', word]]) };
  return { ...place, data: { [session]: does.data }, children: new Map([[session, does]]) };
};
