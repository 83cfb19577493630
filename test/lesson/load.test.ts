import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { lessonById, loadCatalogue, loadLesson } from '../../src/lesson/load.ts';
import { lessonText } from './lesson-text.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isolab-lessons-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = async (name: string, content: string | Uint8Array): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
};

/** The message without the changing part of the path. */
const refusal = async (file: string): Promise<string> => {
  const error = await loadLesson(file).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof UserError) return error.message.replaceAll(folder, '…');
  throw new Error(`${file} was not refused with a UserError.`, { cause: error });
};

describe('reading a lesson file', () => {
  it('gives the lesson and remembers its file', async () => {
    const file = await write('try-it.yaml', lessonText());
    expect(await loadLesson(file)).toMatchObject({ id: 'try-it', file });
  });

  it('does not mind a byte order mark and Windows line ends', async () => {
    const file = await write('try-it.yaml', `\uFEFF${lessonText().replaceAll('\n', '\r\n')}`);
    expect(await loadLesson(file)).toMatchObject({ id: 'try-it' });
  });

  it('says in one sentence what is wrong with a file that cannot be a lesson', async () => {
    await mkdir(join(folder, 'sub'));
    expect(await refusal(join(folder, 'nothing.yaml'))).toMatchInlineSnapshot(
      `"There is no …/nothing.yaml."`,
    );
    expect(await refusal(join(folder, 'sub'))).toMatchInlineSnapshot(
      `"…/sub is a folder, not a lesson file."`,
    );
    expect(await refusal(await write('big.yaml', 'x'.repeat(10_000_000)))).toMatchInlineSnapshot(
      `"…/big.yaml is too large for a lesson: 10 MB, the limit is 100 kB."`,
    );
    expect(await refusal(await write('over.yaml', 'x'.repeat(100_001)))).toMatchInlineSnapshot(
      `"…/over.yaml is too large for a lesson: 101 kB, the limit is 100 kB."`,
    );
    expect(
      await refusal(await write('latin.yaml', new Uint8Array([0x74, 0xe4, 0x74]))),
    ).toMatchInlineSnapshot(`"…/latin.yaml is not text in UTF-8."`);
    expect(
      await refusal(await write('utf16.yaml', Buffer.from('\uFEFFid: x', 'utf16le'))),
    ).toMatchInlineSnapshot(`"…/utf16.yaml is not text in UTF-8."`);
    expect(await refusal('/dev/null')).toMatchInlineSnapshot(`"/dev/null is not an ordinary file."`);
    expect(await refusal(await write('empty.yaml', ''))).toMatchInlineSnapshot(`
      "…/empty.yaml:1:1: the file is empty
        1 |
          | ^
        expected: a lesson, beginning with \`format: 1\`"
    `);
    expect(await refusal(join(folder, 'empty.yaml', 'inside.yaml'))).toMatchInlineSnapshot(
      `"There is no …/empty.yaml/inside.yaml."`,
    );
  });
});

describe('reading a folder of lessons', () => {
  it('gives the lessons in their order and the failures beside them', async () => {
    await write('a.yaml', lessonText({ id: 'id: unordered' }));
    await write('b.yml', lessonText({ id: 'id: second', order: 'order: 20' }));
    await write('c.yaml', lessonText({ id: 'id: first', order: 'order: 10' }));
    await write('d.yaml', lessonText({ id: 'id: second' }));
    await write('e.yaml', 'nothing');
    await write('README.md', '# Not a lesson');
    const { lessons, failures } = await loadCatalogue(folder);
    expect(lessons.map((one) => one.id)).toEqual(['first', 'second', 'unordered']);
    expect(failures.map((one) => one.message.replaceAll(folder, '…'))).toMatchInlineSnapshot(`
      [
        "…/d.yaml and b.yml both hold a lesson with the id second.",
        "…/e.yaml:1:1: a lesson must be a mapping (\`key: value\`), found \`nothing\`
        1 | nothing
          | ^^^^^^^",
      ]
    `);
  });

  it('finds a lesson by its id and suggests one for a near miss', async () => {
    await write('a.yaml', lessonText());
    const catalogue = await loadCatalogue(folder);
    expect(lessonById(catalogue, 'try-it').id).toBe('try-it');
    expect(() => lessonById(catalogue, 'tryit')).toThrow(
      expect.objectContaining({
        message: 'There is no lesson called tryit.',
        next: expect.arrayContaining(['Did you mean try-it?']),
      }),
    );
  });

  it('says when there is no such folder', async () => {
    await expect(loadCatalogue(join(folder, 'nothing'))).rejects.toThrow('There is no');
    await expect(loadCatalogue(await write('a.yaml', lessonText()))).rejects.toThrow('is not a folder');
  });
});
