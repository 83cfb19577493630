import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { LabState } from '../../src/engine/state.ts';
import type { Script } from '../../src/lesson/script.ts';
import { widthOf } from '../../src/text/fit.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { drawRow, newestOf, type TranscriptRow, transcriptRows } from '../../src/ui/view/transcript.ts';
import { lastOf, settledUpTo } from './recorded.ts';

const theme = makeTheme(true);

const styled = (lab: LabState, width: number): readonly string[] => {
  const style = { theme, width, ruled: false, newest: newestOf(lab) };
  return transcriptRows(lab, lab.script, style).map((row) => drawRow(row, lab.script, style));
};

const drawn = (lab: LabState, width: number): readonly string[] =>
  styled(lab, width).map((line) => stripVTControlCharacters(line));

describe('a wait', () => {
  const isBlocked = ({ sessions }: LabState): boolean => sessions.some(({ status }) => status === 'blocked');

  test('points from who waits to whom it waits for, at the right or at the left', () => {
    const right = drawn(settledUpTo('deadlock', isBlocked).at(-1) ?? lastOf('deadlock'), 119);
    expect(right.join('\n')).toMatch(/║ {3}‖ waits: wants .* ─+┼▶│/);
    const left = drawn(settledUpTo('wait-and-refusal', isBlocked).at(-1) ?? lastOf('wait-and-refusal'), 119);
    expect(left.join('\n')).toMatch(/│◀─+ B waits ─+┼─║ {3}‖ waits: wants/);
  });

  test('is ended by somebody, who points to the one that goes on', () => {
    expect(drawn(lastOf('wait-and-refusal'), 119).join('\n')).toMatch(
      / ─+ B goes on ─+┼▶╨ 6 ‖ waited .* A committed/,
    );
    expect(drawn(lastOf('deadlock'), 119).join('\n')).toMatch(/╨ 5 ‖ waited .*, then B was rolled .* ◀─*┼─/);
  });

  test('is drawn through the lanes in between, and never wider than they are', () => {
    const sessions = ['A', 'B', 'C', 'D'].map((name) => ({ name, role: name }));
    const script = { sessions, steps: [] } as unknown as Script;
    const row = (own: number, other: number, kind: 'waits' | 'freed'): TranscriptRow => ({
      session: 'ABCD'[own] ?? '',
      isRedis: false,
      line: 'words',
      way: { kind, other },
      at: 0,
      lives: ['open', 'nothing', 'open', 'waits'],
    });
    const style = { theme, width: 127, ruled: false, newest: undefined };
    const lines = (['waits', 'freed'] as const).flatMap((kind) =>
      [0, 1, 2, 3].flatMap((own) =>
        [0, 1, 2, 3]
          .filter((other) => other !== own)
          .map((other) => {
            const text = stripVTControlCharacters(drawRow(row(own, other, kind), script, style));
            expect(widthOf(text)).toBe(128);
            const heads = text.replaceAll(/[^◀▶┼]/g, '');
            const crossed = Math.abs(own - other);
            const pointsLeft = (kind === 'waits') === other < own;
            expect(heads).toBe(pointsLeft ? `◀${'┼'.repeat(crossed)}` : `${'┼'.repeat(crossed)}▶`);
            return text;
          }),
      ),
    );
    expect(lines[9]).toMatch(/^ │◀─+ D waits ─+┼─{31}┼─│─{29}┼─║words +$/);
  });

  test('stays in words where all share one lane', () => {
    const lines = drawn(lastOf('wait-and-refusal'), 49).join('\n');
    expect(lines).not.toMatch(/[◀▶┼]/);
    expect(lines).toContain('‖ waits: wants');
  });
});

describe('the newest step', () => {
  test('is marked once; what it came to is bright, and what was before is quiet', () => {
    for (const lab of settledUpTo('deadlock', (one) => one.finished !== undefined)) {
      const lines = styled(lab, 119);
      const marked = lines.filter((line) => stripVTControlCharacters(line).includes('▸'));
      expect(marked).toHaveLength(newestOf(lab) === undefined ? 0 : 1);
    }
    const lab = settledUpTo('violation', (one) => one.timeline.length >= 4).at(-1) ?? lastOf('violation');
    const lines = styled(lab, 119);
    const at = lines.findIndex((line) => line.includes('▸'));
    expect(at).toBeGreaterThan(0);
    const [strong] = theme.strong('#').split('#');
    expect(lines.slice(0, at).join('\n')).not.toContain(`${strong}no row`);
    expect(lines.slice(at).join('\n')).toContain(`${strong}no row`);
    expect(lines[at]).not.toContain(`${strong}SELECT`);
  });

  test('is what a session did, not what the application adds to it', () => {
    const marked = drawn(lastOf('wait-and-refusal'), 119).filter((line) => line.includes('▸'));
    expect(marked.join()).toContain('7 A> COMMIT');
  });
});
