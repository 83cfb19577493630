import type { Lesson } from '../lesson/lesson.ts';
import { placeKey } from '../progress/progress.ts';
import type { Question } from './question.ts';
import { cardKey } from './subject.ts';
import type { ToAsk } from './to-ask.ts';

/** Makes a question of what is to be asked; undefined where none can be made. */
export type MakeOne = (asked: ToAsk, isNew: IsCard) => Promise<Question | undefined>;

/** Of a question of a lesson, by its key. */
export type IsCard = (lesson: Lesson, key: string) => boolean;

/**
 * Questions one after the other, none twice: first those that are asked for by what they are about; then of all places, by
 * turns as long as one has something that was not asked yet, or `once`. What is told after an answer, and before a question,
 * may answer others about the same run: as long as there are others, one is asked about each.
 */
export class QuestionSource {
  readonly #make: MakeOne;
  readonly #isKnown: IsCard;
  readonly #left: ToAsk[];
  readonly #asked = new Set<string>();
  readonly #runs = new Set<string>();
  readonly #turns: 'once' | 'again';

  /** @param isKnown whether it has a date of its own: then it is not asked by chance. */
  constructor(toAsk: readonly ToAsk[], make: MakeOne, isKnown: IsCard, turns: 'once' | 'again') {
    this.#left = [...toAsk];
    this.#make = make;
    this.#isKnown = isKnown;
    this.#turns = turns;
  }

  /** Undefined where there is no more. @throws as `makeQuestion` */
  async next(): Promise<Question | undefined> {
    for (;;) {
      const asked = this.#takeNext();
      if (asked === undefined) return undefined;
      const { lesson, subject } = asked;
      if (subject !== undefined && this.#asked.has(idOf(lesson, cardKey(asked, subject)))) continue;
      const question = await this.#make(
        asked,
        (one, key) => !this.#asked.has(idOf(one, key)) && !this.#isKnown(one, key),
      );
      if (question === undefined) continue;
      this.#runs.add(runOf(asked));
      this.#asked.add(idOf(lesson, question.key));
      if (subject === undefined && this.#turns === 'again') this.#left.push(asked);
      return question;
    }
  }

  #takeNext(): ToAsk | undefined {
    const isByTurns = this.#left[0]?.subject === undefined;
    if (isByTurns && this.#turns === 'once')
      while (this.#left[0] && this.#runs.has(runOf(this.#left[0]))) this.#left.shift();
    const other = this.#left.findIndex(
      (one) => (one.subject === undefined) === isByTurns && !this.#runs.has(runOf(one)),
    );
    return this.#left.splice(Math.max(0, other), 1)[0];
  }
}

const runOf = ({ lesson, level, variant }: ToAsk): string => `${lesson.id} ${placeKey(level, variant)}`;

const idOf = ({ id }: Lesson, key: string): string => `${id} ${key}`;
