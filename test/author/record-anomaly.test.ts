import { describe, expect, it } from 'vitest';
import { namesOf } from '../../src/author/names-of.ts';
import { anomalyEdits } from '../../src/author/record-anomaly.ts';
import { editYaml } from '../../src/author/yaml-edit.ts';
import { yamlNodes } from '../../src/author/yaml-nodes.ts';
import type { Happened } from '../../src/engine/anomaly.ts';
import type { AnomalyKind } from '../../src/lesson/anomaly-names.ts';
import { type Level, levels } from '../../src/lesson/level.ts';
import { parseLesson } from '../../src/lesson/parse.ts';
import { scriptOf } from '../../src/lesson/script.ts';
import { nothing, stateAfter } from '../engine/story.ts';
import { lessonText } from '../lesson/lesson-text.ts';

type Came = AnomalyKind | 'none' | 'unknown';

const happenedOf = (came: readonly Came[]): Happened => ({
  anomalies: came.flatMap((kind) =>
    kind === 'none' || kind === 'unknown' ? [] : [{ kind, parties: [], links: [], says: '' }],
  ),
  doubts: came.includes('unknown') ? [{ why: 'redis', says: '' }] : [],
});

/** The text after runs at these levels, of each what they came to. */
const recorded = (
  text: string,
  runs: Partial<Record<Level, readonly (readonly Came[])[]>>,
  { update = false, variant }: { readonly update?: boolean; readonly variant?: string } = {},
): string => {
  const lesson = parseLesson(text);
  const about = variant === undefined ? {} : { variant };
  const observed = new Map(
    levels.flatMap((level) => {
      const script = scriptOf(lesson, { level, ...about });
      const states = (runs[level] ?? []).map((came) =>
        stateAfter(script, {
          type: 'run-finished',
          end: 'complete',
          observation: nothing,
          happened: happenedOf(came),
        }),
      );
      return states.length === 0 ? [] : [[level, { states, names: namesOf(script, states) }] as const];
    }),
  );
  const edits = anomalyEdits({ lesson, yaml: yamlNodes(text).data, observed, update, ...about });
  return editYaml(text, edits);
};

const everywhere = (came: readonly Came[], more: Parameters<typeof recorded>[1] = {}) => ({
  ...Object.fromEntries(levels.map((level) => [level, [came, came]])),
  ...more,
});

const plain = lessonText();
const linesFrom = (text: string, at: string): string =>
  text.slice(text.indexOf(at)).split('\n').slice(0, 3).join('|');

describe('what happened, by name', () => {
  it('is written once where it is the same at all levels, behind the summary', () => {
    expect(linesFrom(recorded(plain, everywhere(['P4'])), 'summary')).toMatch(
      /^summary: One sentence\.\|anomaly: P4\|setup/,
    );
    expect(recorded(plain, everywhere(['P4', 'P4', 'P1']))).toContain('\nanomaly: [P4, P1]\n');
    // A lesson that is about none needs no claim of that.
    expect(recorded(plain, everywhere(['none']))).toBe(plain);
    expect(recorded(plain, everywhere(['unknown']))).toContain('\nanomaly: unknown\n');
    expect(recorded(plain, everywhere(['unknown', 'P4']))).toContain('\nanomaly: P4\n');
  });

  it('is written with a default, and only of levels at which all runs came to the same', () => {
    expect(linesFrom(recorded(plain, everywhere(['P4'], { SERIALIZABLE: [['none']] })), 'anomaly')).toBe(
      'anomaly:|  default: P4|  SERIALIZABLE: none',
    );
    expect(linesFrom(recorded(plain, { 'READ COMMITTED': [['P4']] }), 'anomaly')).toMatch(
      /^anomaly:\| {2}READ COMMITTED: P4\|setup/,
    );
    expect(recorded(plain, everywhere(['P4'], { SERIALIZABLE: [['none'], ['P4']] }))).toContain(
      'anomaly:\n  READ UNCOMMITTED: P4\n  READ COMMITTED: P4\n  REPEATABLE READ: P4\nsetup',
    );
  });

  it('leaves a claim that holds, also by a wider name, and replaces another only when asked to', () => {
    const claimed = lessonText({ anomaly: 'anomaly: { default: G-single, SERIALIZABLE: P4 } # so far' });
    const runs = everywhere(['P4'], { SERIALIZABLE: [['none']] });
    expect(recorded(claimed, runs)).toBe(claimed);
    expect(recorded(claimed, runs, { update: true })).toContain(
      'anomaly: { default: G-single, SERIALIZABLE: none } # so far\n',
    );
  });

  it('takes the place of words, which stay as a comment', () => {
    const words = (written: string) => lessonText({ anomaly: `anomaly: ${written}` });
    expect(recorded(words('"lost: an update"'), everywhere(['P4']))).toContain(
      '\n# lost: an update\nanomaly: P4\n',
    );
    expect(recorded(words('>\n  two\n  lines'), everywhere(['none']))).toContain(
      '\n# two lines\nanomaly: none\n',
    );
  });

  it('is a variant’s own', () => {
    const text = lessonText({
      anomaly: 'anomaly: P4',
      variants: 'variants:\n  fix:\n    title: T\n    about: A\n    setup: DO 1\n',
    });
    expect(recorded(text, everywhere(['none']), { variant: 'fix' })).toContain(
      '\n    about: A\n    anomaly: none\n    setup: DO 1\n',
    );
  });
});
