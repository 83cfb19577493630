import type { ForeignKey, IndexShape, KeyColumn, TableRows, TableShape } from '../engine/events.ts';
import type { Asked } from './observing.ts';

/** FULLTEXT and SPATIAL indexes have entries that rows do not tell. */
const indexesOf = (schema: string): string =>
  `SELECT t.TABLE_NAME, t.ENGINE, s.INDEX_NAME, s.COLUMN_NAME, s.COLLATION, s.SUB_PART, c.DATA_TYPE,
     s.NON_UNIQUE
   FROM information_schema.TABLES t
   LEFT JOIN information_schema.STATISTICS s
     ON s.TABLE_SCHEMA = t.TABLE_SCHEMA AND s.TABLE_NAME = t.TABLE_NAME AND s.INDEX_TYPE = 'BTREE'
   LEFT JOIN information_schema.COLUMNS c
     ON c.TABLE_SCHEMA = s.TABLE_SCHEMA AND c.TABLE_NAME = s.TABLE_NAME AND c.COLUMN_NAME = s.COLUMN_NAME
   WHERE t.TABLE_SCHEMA = '${schema}' AND t.TABLE_TYPE = 'BASE TABLE'
   ORDER BY t.TABLE_NAME, s.INDEX_NAME, s.SEQ_IN_INDEX`;

const partitionsOf = (schema: string): string =>
  `SELECT TABLE_NAME, COALESCE(SUBPARTITION_NAME, PARTITION_NAME) FROM information_schema.PARTITIONS
   WHERE TABLE_SCHEMA = '${schema}' AND PARTITION_NAME IS NOT NULL
   ORDER BY PARTITION_ORDINAL_POSITION, SUBPARTITION_ORDINAL_POSITION`;

const foreignKeysOf = (schema: string): string =>
  `SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME
   FROM information_schema.KEY_COLUMN_USAGE
   WHERE TABLE_SCHEMA = '${schema}' AND REFERENCED_TABLE_SCHEMA = '${schema}'
   ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION`;

/** Integers and texts are printed in an entry as they are in a row; most others as bytes. */
const typeOf = (dataType: string): KeyColumn['type'] => {
  if (/^(tiny|small|medium|big)?int$/.test(dataType)) return 'number';
  return dataType === 'varchar' ? 'text' : undefined;
};

/** Knows the tables of a schema, and asks for them again when they may have changed. */
export class TableShapes {
  readonly #client: Asked;
  readonly #schema: string;
  #known: readonly TableShape[] | undefined;
  /** Counts how often they may have changed: what is asked for meanwhile is not kept. */
  #changes = 0;
  /** A statement that defines tables may be under way: they are asked for each time. */
  #mayChange = false;

  constructor(client: Asked, schema: string) {
    this.#client = client;
    this.#schema = schema;
  }

  /** They are made anew. */
  forget(): void {
    this.#known = undefined;
    this.#changes++;
    this.#mayChange = false;
  }

  /** From now on they may change at any moment. */
  noteChanges(): void {
    this.#mayChange = true;
  }

  /** One could not be read: it may be another one by now. */
  doubt(): void {
    this.#known = undefined;
    this.#changes++;
  }

  /** By name. */
  async current(): Promise<readonly TableShape[]> {
    if (this.#known !== undefined && !this.#mayChange) return this.#known;
    const changes = this.#changes;
    const [indexes, partitions, foreignKeys] = await this.#client.queries([
      indexesOf(this.#schema),
      partitionsOf(this.#schema),
      foreignKeysOf(this.#schema),
    ]);
    const shapes = shapesIn(indexes?.rows ?? [], partitions?.rows ?? [], foreignKeys?.rows ?? []);
    if (changes === this.#changes) this.#known = shapes;
    return shapes;
  }
}

type Rows = TableRows['rows'];

const shapesIn = (indexes: Rows, partitions: Rows, foreignKeys: Rows): readonly TableShape[] =>
  [...Map.groupBy(indexes, ([table]) => table ?? '')].map(([table, rows]) => {
    const own = foreignKeysIn(foreignKeys.filter(([name]) => name === table));
    return {
      table,
      isVersioned: rows[0]?.[1] === 'InnoDB',
      indexes: indexesIn(rows),
      partitions: partitions.flatMap(([name, partition]) =>
        name === table && partition != null ? [partition] : [],
      ),
      ...(own.length > 0 && { foreignKeys: own }),
    };
  });

const foreignKeysIn = (rows: Rows): readonly ForeignKey[] =>
  [...Map.groupBy(rows, ([, name]) => name).values()].map((own) => ({
    columns: own.map(([, , column]) => column ?? ''),
    parent: own[0]?.[3] ?? '',
    keys: own.map((row) => row[4] ?? ''),
  }));

const indexesIn = (rows: Rows): readonly IndexShape[] => {
  const own = [...Map.groupBy(rows, ([, , index]) => index)].flatMap(([index, columns]) =>
    index == null
      ? []
      : [
          {
            index,
            ...(index !== 'PRIMARY' && columns[0]?.[7] === '0' && { unique: columns.length }),
            columns: columns.map(columnIn),
          },
        ],
  );
  const primary = own.find(({ index }) => index === 'PRIMARY')?.columns ?? [];
  return own.map(({ columns, ...index }) => ({
    ...index,
    columns: [...columns, ...primary.filter(({ name }) => !columns.some((one) => one.name === name))],
  }));
};

const columnIn = ([, , , name, collation, part, dataType]: Rows[number]): KeyColumn => {
  const type = part === null ? typeOf(dataType ?? '') : undefined;
  // An expression has no name.
  return { name: name ?? '', descending: collation === 'D', ...(type && { type }) };
};
