import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Sight } from '../../src/engine/sight.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { dataOf } from '../../src/ui/view/data-lines.ts';
import { linearLines } from '../../src/ui/view/linear-lines.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';
import { versionLines, versionStyle } from '../../src/ui/view/version-lines.ts';
import { lastOf, modelOf, runModelAt } from './recorded.ts';

const theme = makeTheme(false);

/** The run while B has a statement at work: since it was sent nobody has looked. */
const atWork = (settled: boolean) => {
  const { finished: _, ...lab } = lastOf('violation');
  const sessions = lab.sessions.map((one) =>
    one.name === 'B' ? { ...one, status: 'running' as const } : one,
  );
  return { ...lab, sessions, settled };
};

const atWorkWords = 'B is at work: all of this is as it was before.';

describe('while a statement is at work', () => {
  it.each(['transcript', 'versions', 'locks'] as const)(
    'the %s tells what was before, and says so',
    (tab) => {
      const shown = (settled: boolean) => {
        const model = modelOf(runModelAt([atWork(settled)], { tab }));
        const screen = screenOf(model, { columns: 120, rows: 40 }, 0, theme).rows;
        return [screen, linearLines(model, 0, theme)].map((lines) =>
          stripVTControlCharacters(lines.map(String).join('\n')),
        );
      };
      for (const text of shown(false)) expect(text).toContain(atWorkWords);
      for (const text of shown(true)) expect(text).not.toContain(atWorkWords);
    },
  );

  it('who would read which version is not told as of now', () => {
    const text = (settled: boolean) =>
      screenOf(
        modelOf(runModelAt([atWork(settled)], { tab: 'versions' })),
        { columns: 120, rows: 40 },
        0,
        theme,
      ).rows.join('\n');
    expect(text(false)).toContain('▲ who would have read which');
    expect(text(true)).toContain('▲ who would read which now');
  });
});

describe('why nothing is known of what sessions would read', () => {
  it.each([
    ['left', undefined, 'a statement of your own came to something else'],
    ['slow', 2, 'step 3 would take its time again (SLEEP)'],
  ] as const)('%s: is said once, of all of them, whichever view it is', (kind, step, words) => {
    const lab = lastOf('violation');
    const [table] = lab.observation.tables;
    const tables = table ? [table, { ...table, name: 'second' }] : [];
    const script = { ...lab.script, watch: tables.map(({ name }) => name) };
    const sight: Sight = { kind, ...(step !== undefined && { step }) };
    const { finished: _, ...rest } = lab;
    const state = {
      ...rest,
      script,
      observation: { ...lab.observation, tables },
      sights: { A: sight, B: sight },
    };
    const both = runModelAt([state]);
    const texts = [
      dataOf(both, 120, theme).lines.map((line) => (typeof line === 'string' ? line : line())),
      versionLines(state, versionStyle(both, 120, theme)),
      linearLines(modelOf(both), 0, theme),
      linearLines(modelOf({ ...both, tab: 'versions' }), 0, theme),
    ].map((lines) => stripVTControlCharacters(lines.join(' ')).replaceAll(/\s+/g, ' '));
    for (const text of texts) {
      expect(text).toContain(words);
      expect(text.match(/A and B: not (?:known|asked)\. /g)).toHaveLength(1);
    }
  });
});
