import type { EndExpectation } from '../lesson/expectation.ts';
import type { Lesson, Variant } from '../lesson/lesson.ts';
import type { ByLevel, Level } from '../lesson/level.ts';
import type { Problem } from '../lesson/problem.ts';
import type { Condition, Step } from '../lesson/step.ts';
import { type Place, type Span, TextLines } from '../lesson/text-lines.ts';
import type { Path, YamlSource } from '../lesson/yaml-source.ts';

/** The lesson without a variant, or in one: what runs. */
export interface Version {
  /** Undefined: the lesson itself. */
  readonly variant?: Variant;
  readonly setup: readonly string[];
  readonly steps: readonly Step[];
  readonly end: ByLevel<EndExpectation> | undefined;
}

type Severity = Problem['severity'];

/** A lesson under examination, the way back to its text, and what has been found so far. */
export class Checkup {
  readonly lesson: Lesson;
  /** The lesson itself first, then its variants. */
  readonly versions: readonly Version[];
  readonly problems: Problem[] = [];
  readonly #said = new Set<string>();
  readonly #yaml: YamlSource;
  readonly #lines: TextLines;
  readonly #text: readonly string[];

  constructor(lesson: Lesson, yaml: YamlSource, text: string) {
    this.lesson = lesson;
    this.versions = [
      { setup: lesson.setup, steps: lesson.steps, end: lesson.end },
      ...lesson.variants.map((variant) => ({
        variant,
        setup: [...lesson.setup, ...variant.setup],
        steps: variant.steps,
        end: variant.end ?? lesson.end,
      })),
    ];
    this.#yaml = yaml;
    this.#lines = new TextLines(text);
    this.#text = text.split('\n');
  }

  /** Something about a place that a path leads to; a missing one is shown where it would be. */
  at(path: Path, severity: Severity, message: string, expected?: string): void {
    this.#add({ ...this.#yaml.place(this.#yaml.keySpan(path)) }, severity, message, expected);
  }

  /** Something about a place of the text. */
  atSpan(span: Span, severity: Severity, message: string, expected?: string): void {
    this.#add(this.#yaml.place(span), severity, message, expected);
  }

  /** Texts that a comment cuts off, by their paths. */
  get cutTexts(): YamlSource['cutTexts'] {
    return this.#yaml.cutTexts;
  }

  /** Something about a step. What holds for the lesson's own step is not said again of a variant's. */
  atStep(step: Step, version: Version, severity: Severity, message: string, expected?: string): void {
    const key = `${step.line}: ${message}`;
    if (this.#said.has(key)) return;
    this.#said.add(key);
    const line = this.#text[step.line - 1] ?? '';
    const column = line.search(/[^\s-]/) + 1 || 1;
    const from = this.#text.slice(0, step.line - 1).reduce((sum, one) => sum + one.length + 1, column - 1);
    const place = this.#lines.place({ from, to: from + line.trim().length });
    this.#add(place, severity, `${stepWords(step, version)}: ${message}`, expected);
  }

  #add(place: Place, severity: Severity, message: string, expected?: string) {
    this.problems.push({ severity, message, ...(expected !== undefined && { expected }), ...place });
  }
}

/** Is the step the lesson's own, unchanged in this version? Then it has been looked at already. */
export const isInherited = (step: Step, { variant }: Version, { steps }: Lesson): boolean =>
  variant !== undefined && steps.includes(step);

/** "at every level", or the levels. */
export const levelWords = (some: readonly Level[], all: readonly Level[]): string =>
  some.length === all.length ? 'at every level' : `at ${some.join(', ')}`;

/** A condition as the file has it. */
export const conditionWords = (condition: Condition): string => {
  switch (condition.kind) {
    case 'errno':
      return condition.error;
    case 'value':
      return `${condition.column} ${condition.by ?? '='} ${condition.is}`;
    default:
      return condition.kind;
  }
};

export const stepWords = (step: Step, { variant }: Version): string => {
  const name = step.name === undefined ? `step of ${step.session}` : `step ${step.name}`;
  return variant === undefined ? name : `variant ${variant.id}, ${name}`;
};
