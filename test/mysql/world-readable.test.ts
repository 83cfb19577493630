import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Sandbox, Session } from '../../src/engine/ports.ts';
import { Client } from '../../src/mysql/client.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { openLab } from './real-lab.ts';

// What every account of a MySQL server may read and do without any privilege, and SECURITY.md says so.

let lab: MysqlLab;
let admin: Client;
let sandbox: Sandbox;
let session: Session;
const others = `others_${process.pid}`;

beforeAll(async () => {
  lab = await openLab();
  admin = await Client.open(inject('mysql'));
  await admin.query(`CREATE SCHEMA ${others}`);
  await admin.query(
    `CREATE TABLE ${others}.secret (id INT PRIMARY KEY, c INT CHECK (c > 0), FOREIGN KEY (c) REFERENCES secret (id)) TABLESPACE = innodb_file_per_table`,
  );
  await admin.query(`CREATE VIEW ${others}.seen AS SELECT * FROM ${others}.secret`);
  await admin.query(`CREATE FUNCTION ${others}.f(p INT) RETURNS INT DETERMINISTIC RETURN p`);
  await admin.query(
    `CREATE TRIGGER ${others}.t BEFORE INSERT ON ${others}.secret FOR EACH ROW SET NEW.c = 1`,
  );
  await admin.query(`CREATE EVENT ${others}.e ON SCHEDULE EVERY 1 YEAR DO DO 1`);
  sandbox = await lab.createSandbox();
  session = await sandbox.openSession('A', 'REPEATABLE READ');
});
afterAll(async () => {
  await admin.query(`DROP SCHEMA ${others}`);
  admin.destroy();
  await lab[Symbol.asyncDispose]();
});

const tablesOf = async (schema: string): Promise<readonly string[]> => {
  const { rows } = await admin.query(
    `SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${schema}' ORDER BY 1`,
  );
  return rows.map(([name]) => name ?? '');
};

/** Those that answer, with everything that they answer. */
const answering = async (schema: string): Promise<ReadonlyMap<string, string>> => {
  const answers = new Map<string, string>();
  for (const name of await tablesOf(schema)) {
    const outcome = await session.execute(`SELECT * FROM ${schema}.\`${name}\``);
    if (outcome.kind === 'rows') answers.set(name, JSON.stringify(outcome.rows));
  }
  return answers;
};

describe('without any privilege', () => {
  it('these tables of performance_schema can be read, as SECURITY.md says, and no others', async () => {
    const names = [...(await answering('performance_schema')).keys()];
    expect(names).toEqual([
      'global_status',
      'global_variable_attributes',
      'global_variables',
      'persisted_variables',
      'processlist',
      'session_account_connect_attrs',
      'session_status',
      'session_variables',
      'variables_info',
      'variables_metadata',
    ]);
    const page = await readFile(new URL('../../SECURITY.md', import.meta.url), 'utf8');
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('nothing can be read of mysql and sys', async () => {
    expect([...(await answering('mysql')).keys(), ...(await answering('sys')).keys()]).toEqual([]);
  });

  it('only the list of tablespaces tells what others have, and nothing what they run', async () => {
    const victim = await Client.open(inject('mysql'), { database: others });
    const answers = [...(await answering('performance_schema')), ...(await answering('information_schema'))];
    victim.destroy();
    const telling = answers.filter(([, text]) => text.includes(others)).map(([name]) => name);
    // Since MySQL 8.0.21, the name of every table that has a file.
    expect(telling).toEqual(['TABLESPACES_EXTENSIONS']);
  });

  it('own tables can be put into the tablespace of the system, and are gone with the schema', async () => {
    const doomed = await lab.createSandbox();
    await doomed.setUp(['CREATE TABLE doomed_t (id INT PRIMARY KEY) TABLESPACE = innodb_system']);
    const inSystem = async () =>
      (
        await admin.query(
          "SELECT NAME FROM information_schema.INNODB_TABLES WHERE SPACE = 0 AND NAME LIKE 'isolab%/doomed\\_t'",
        )
      ).rows;
    expect(await inSystem()).toHaveLength(1);
    await doomed[Symbol.asyncDispose]();
    expect(await inSystem()).toEqual([]);
  });
});
