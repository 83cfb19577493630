import { chmod, chown, lchown, lstat, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { intrusionAround, intrusionInto } from '../../src/files/intrusion.ts';
import { makeOwnFolder } from '../../src/files/own-folder.ts';

// Another user is played by giving folders away, which only root may do.
const isRoot = process.getuid?.() === 0;
const stranger = 65534;

let scratch: string;
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'isolab-test-'));
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

const folder = async (name: string, mode = 0o755): Promise<string> => {
  const path = join(scratch, name);
  await mkdir(path, { recursive: true });
  await chmod(path, mode);
  return path;
};

const modeOf = async (path: string): Promise<string> => ((await lstat(path)).mode & 0o7777).toString(8);

describe('a folder of ours', () => {
  it.each([0o700, 0o755, 0o500])('is safe with the mode %o', async (mode) => {
    expect(intrusionInto(await folder('own', mode))).toBeUndefined();
  });

  it.each([0o777, 0o775, 0o722, 0o1777, 0o2775])('is not with the mode %o', async (mode) => {
    const path = await folder('open', mode);
    expect(intrusionInto(path)).toMatchObject({ path, says: expect.stringContaining(mode.toString(8)) });
  });

  it('is safe as long as it is not there', () => {
    expect(intrusionInto(join(scratch, 'not', 'yet'))).toBeUndefined();
  });

  it('is not safe as a file, nor in a circle of links', async () => {
    expect(() => intrusionInto('/dev/null')).toThrow('is no folder');
    await symlink('two', join(scratch, 'one'));
    await symlink('one', join(scratch, 'two'));
    expect(intrusionInto(join(scratch, 'one', 'cache'))).toMatchObject({
      says: expect.stringContaining('link'),
    });
  });

  it('is not safe below a folder that everybody can change', async () => {
    const above = await folder('above', 0o777);
    const path = await folder('above/own', 0o700);
    expect(intrusionInto(path)).toMatchObject({ path: above });
    // Where nobody can move what belongs to others it is.
    await chmod(above, 0o1777);
    expect(intrusionInto(path)).toBeUndefined();
  });

  it('is safe behind links of ours, from wherever they come and go', async () => {
    const real = await folder('real/deep/own');
    await symlink('real/deep/../deep/own', join(scratch, 'relative'));
    await symlink(real, join(scratch, 'absolute'));
    expect(intrusionInto(join(scratch, 'relative'))).toBeUndefined();
    expect(intrusionInto(join(scratch, 'absolute', 'sub'))).toBeUndefined();
    await chmod(join(scratch, 'real'), 0o777);
    expect(intrusionInto(join(scratch, 'relative'))).toMatchObject({ path: join(scratch, 'real') });
  });
});

describe('a folder that is shared with others', () => {
  it.each([
    [0o1777, true],
    [0o700, true],
    [0o755, true],
    [0o777, false],
  ])('with the mode %o: safe is %s', async (mode, isSafe) => {
    expect(intrusionAround(await folder('shared', mode)) === undefined).toBe(isSafe);
  });

  it.skipIf(!isRoot)('is not safe when a group of several people can change it (needs root)', async () => {
    const path = await folder('group', 0o775);
    // For root's own group it may be open.
    expect(intrusionAround(path)).toBeUndefined();
    await chown(path, 0, 4);
    expect(intrusionAround(path)).toMatchObject({ path });
  });
});

describe.skipIf(!isRoot)('another user (needs root, who can give folders away)', () => {
  it('who made the folder first is told by name, with what to do', async () => {
    const path = await folder('theirs', 0o700);
    await chown(path, stranger, stranger);
    expect(intrusionInto(path)).toEqual({
      path,
      says: expect.stringMatching(/^belongs to .*65534.*, and you are .*uid 0/),
      next: expect.stringContaining(`chown 0 ${path}`),
    });
  });

  it('who has a folder above can put another one in its place', async () => {
    const above = await folder('theirs', 0o755);
    await folder('theirs/own', 0o700);
    await chown(above, stranger, stranger);
    expect(intrusionInto(join(above, 'own'))).toMatchObject({ path: above });
    expect(intrusionInto(join(above, 'not', 'yet'))).toMatchObject({ path: above });
    expect(intrusionAround(above)).toMatchObject({ path: above });
  });

  it('who has put a link to one of our folders there can put another link there', async () => {
    const link = join(scratch, 'link');
    await symlink(await folder('own', 0o700), link);
    await lchown(link, stranger, stranger);
    expect(intrusionInto(link)).toMatchObject({ path: link });
    expect(makeOwnFolder(join(link, 'cache'))).toMatchObject({ path: link });
  });
});

describe('a folder that is made', () => {
  it('is for us alone, whatever the umask, with those above it', async () => {
    const umask = process.umask(0);
    try {
      expect(makeOwnFolder(join(scratch, 'one/two'))).toBeUndefined();
    } finally {
      process.umask(umask);
    }
    expect(await modeOf(join(scratch, 'one'))).toBe('700');
    expect(await modeOf(join(scratch, 'one/two'))).toBe('700');
  });

  it('is closed for others when it was there, but not when they could write into it', async () => {
    const path = await folder('own', 0o755);
    expect(makeOwnFolder(path)).toBeUndefined();
    expect(await modeOf(path)).toBe('700');
    const open = await folder('open', 0o777);
    expect(makeOwnFolder(open)).toMatchObject({ path: open });
    expect(await modeOf(open)).toBe('777');
  });
});
