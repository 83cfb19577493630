import { redisTable } from '../../lesson/script.ts';
import type { KnownNames } from '../keys/completion.ts';
import type { RunModel } from '../model/run.ts';

/** The names that the lab has read from the server already: nobody is asked for them. */
export const knownNames = ({ lab }: Pick<RunModel, 'lab'>): KnownNames => {
  if (lab === undefined) return { tables: new Map(), variables: [] };
  const { tables, shapes = [], evidence } = lab.observation;
  const read = [...tables, ...(evidence?.unwatched.committed ?? [])].filter(
    ({ name }) => name !== redisTable,
  );
  const names = [...shapes.map(({ table }) => table), ...read.map(({ name }) => name)];
  return {
    tables: new Map(
      names.map((name) => {
        const view = read.find((one) => one.name === name);
        return [name, view && 'columns' in view ? view.columns : []];
      }),
    ),
    variables: [...new Set((evidence?.variables ?? []).map(({ name }) => name))],
  };
};
