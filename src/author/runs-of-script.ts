import { factsOf } from '../engine/judge/facts.ts';
import { victimsOf } from '../engine/judge/judge-end.ts';
import type { LabState, StatementEntry } from '../engine/state.ts';
import { stepStatements } from '../engine/taken.ts';
import { endShape } from './observed-end.ts';
import { stepShape } from './observed-step.ts';

/** A server that comes to something new again and again is not waited for for ever. */
const mostNews = 20;

/**
 * The runs of one script, until they have shown what there is to see. Two that come to the same are enough where nothing
 * is left to the server; where it may choose, a number of runs in a row must bring nothing new.
 */
export class RunsOfScript {
  readonly states: LabState[] = [];
  readonly #shapes = new Set<string>();
  readonly #repeat: number;
  #nothingNew = 0;
  #mayChoose = false;

  constructor(repeat: number) {
    this.#repeat = repeat;
  }

  get isEnough(): boolean {
    if (this.#shapes.size > mostNews) return true;
    return this.#nothingNew >= (this.#mayChoose ? this.#repeat : 1);
  }

  add(state: LabState): void {
    const shape = JSON.stringify([
      ...state.script.steps.map((_, step) => stepShape(factsOf(state, step))),
      endShape(state),
    ]);
    this.#nothingNew = this.#shapes.has(shape) ? this.#nothingNew + 1 : 0;
    this.#shapes.add(shape);
    this.#mayChoose ||= this.#shapes.size > 1 || mayChoose(state);
    this.states.push(state);
  }
}

/** Who becomes a deadlock's victim, and which of several that wait for one lock gets it, is for the server to say. */
const mayChoose = (state: LabState): boolean => {
  if (victimsOf(state).length > 0) return true;
  const waiting = stepStatements(state).filter(({ waits }) => waits.length > 0);
  return waiting.some((one, at) => waiting.slice(at + 1).some((other) => waitTogether(one, other)));
};

const waitTogether = (one: StatementEntry, other: StatementEntry): boolean =>
  one.session !== other.session &&
  other.sentAt <= (one.finishedAt ?? Number.POSITIVE_INFINITY) &&
  one.waits.some((wait) =>
    other.waits.some(
      ({ object, index, key }) => wait.object === object && wait.index === index && wait.key === key,
    ),
  );
