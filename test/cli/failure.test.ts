import { describe, expect, it } from 'vitest';
import { Stopped } from '../../src/cli/edge.ts';
import { reportFailure } from '../../src/cli/failure.ts';
import { UserError } from '../../src/errors.ts';

/** As `await using` throws it when cleaning up fails after a failure. */
const suppressed = (error: unknown, first: unknown): Error =>
  Object.assign(new Error('An error was suppressed'), { error, suppressed: first });

describe('a failure', () => {
  it('that a person can fix is a message and what to do, without a stack', () => {
    expect(reportFailure(new UserError('No.\n  Really.', { next: ['Do this.', 'Or that.'] }))).toEqual({
      text: 'isolab: No.\n  Really.\n  → Do this.\n  → Or that.\n',
      exitCode: 2,
    });
  });

  it('is broken between words where the terminal ends, but for what is to be copied or points to a place', () => {
    const path = `/${'long/'.repeat(20)}file.yaml`;
    const line = `  ${'r1(x) '.repeat(20)}`;
    const prose = 'One word after the other, and some more of them. '.repeat(3).trim();
    const command = 'isolab explore one.sql two.sql --setup schema.sql --promise "SELECT 1" --orders 7';
    const next = [prose, command, `Remove ${path}`];
    const lines = reportFailure(new UserError(`${prose}\n${line}\n${path}`, { next }), 60).text.split('\n');
    for (const whole of [line, path, `  → ${command}`, `    ${path}`]) expect(lines).toContain(whole);
    const others = lines.filter((one) => ![line, `  → ${command}`].includes(one) && !one.includes(path));
    expect(others.filter((one) => one.length > 60)).toEqual([]);
    expect(others.slice(0, 2)).toEqual([
      'isolab: One word after the other, and some more of them. One',
      'word after the other, and some more of them. One word after',
    ]);
    expect(lines.filter((one) => /^( {2}→ | {4})\S/.test(one))).toHaveLength(6);
  });

  it('does nothing to the terminal', () => {
    const evil = new UserError('a\u001B[2Jb', { next: ['c\u0007'], exitCode: 3 });
    expect(reportFailure(evil)).toEqual({ text: 'isolab: a␛[2Jb\n  → c␇\n', exitCode: 3 });
  });

  it('that is a bug keeps its stack and its causes, and says how to report it', () => {
    const { text, exitCode } = reportFailure(new TypeError('oops', { cause: new Error('deeper') }));
    expect(exitCode).toBe(70);
    expect(text).toMatch(/TypeError: oops\n +at /);
    expect(text).toContain('caused by Error: deeper');
    expect(text).toContain(`Node.js ${process.versions.node}`);
    expect(text).toContain('isolab doctor');
  });

  it('that is no error at all is a bug as well', () => {
    expect(reportFailure('oops')).toMatchObject({ exitCode: 70, text: expect.stringContaining('oops') });
  });

  it('is silence when somebody stopped us', () => {
    expect(reportFailure(new Stopped('Stopped by SIGTERM.', 143))).toEqual({ text: '', exitCode: 143 });
  });

  it('is told before what went wrong while cleaning up', () => {
    const both = suppressed(new Error('still there'), suppressed(new Error('first'), new UserError('No.')));
    expect(reportFailure(both)).toEqual({
      text: 'isolab: No.\nCleaning up failed as well: first\nCleaning up failed as well: still there\n',
      exitCode: 2,
    });
  });

  it('is told with what a person can do about what stayed', () => {
    const stays = new UserError('It stays.', { next: ['DROP SCHEMA isolab_1'] });
    expect(reportFailure(suppressed(stays, new Stopped('Stopped by SIGINT.', 130)))).toEqual({
      text: 'Cleaning up failed as well: It stays.\n  → DROP SCHEMA isolab_1\n',
      exitCode: 130,
    });
  });

  it('is told once for each thing that stayed', () => {
    const stays = (name: string) => new UserError('It stays.', { next: [`DROP SCHEMA ${name}`] });
    expect(reportFailure(suppressed(stays('b'), stays('a'))).text).toBe(
      'isolab: It stays.\n  → DROP SCHEMA a\nCleaning up failed as well: It stays.\n  → DROP SCHEMA b\n',
    );
  });

  it('is not told again when everything else fails for the same reason', () => {
    const gone = () => new UserError('The server went away.');
    expect(reportFailure(suppressed(gone(), suppressed(gone(), gone()))).text).toBe(
      'isolab: The server went away.\n',
    );
  });
});
