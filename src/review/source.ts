import type { Lesson } from '../lesson/lesson.ts';
import type { Question } from './question.ts';
import { cardKey } from './subject.ts';
import type { ToAsk } from './to-ask.ts';

/** Makes a question of what is to be asked; undefined where none can be made. */
export type MakeOne = (asked: ToAsk, isNew: IsCard) => Promise<Question | undefined>;

/** Of a question of a lesson, by its key. */
export type IsCard = (lesson: Lesson, key: string) => boolean;

/**
 * Questions one after the other, none twice: first those that are asked for by what they are about; then of all places by
 * turns, as long as one has something that was not asked yet.
 */
export class QuestionSource {
  readonly #make: MakeOne;
  readonly #isKnown: IsCard;
  readonly #left: ToAsk[];
  readonly #asked = new Set<string>();

  /** @param isKnown whether it has a date of its own: then it is not asked by chance. */
  constructor(toAsk: readonly ToAsk[], make: MakeOne, isKnown: IsCard) {
    this.#left = [...toAsk];
    this.#make = make;
    this.#isKnown = isKnown;
  }

  /** Undefined where there is no more. @throws as `makeQuestion` */
  async next(): Promise<Question | undefined> {
    for (;;) {
      const asked = this.#left.shift();
      if (asked === undefined) return undefined;
      const { lesson, subject } = asked;
      if (subject !== undefined && this.#asked.has(idOf(lesson, cardKey(asked, subject)))) continue;
      const question = await this.#make(
        asked,
        (one, key) => !this.#asked.has(idOf(one, key)) && !this.#isKnown(one, key),
      );
      if (question === undefined) continue;
      this.#asked.add(idOf(lesson, question.key));
      if (subject === undefined) this.#left.push(asked);
      return question;
    }
  }
}

const idOf = ({ id }: Lesson, key: string): string => `${id} ${key}`;
