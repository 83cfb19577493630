import { printable } from '../../printable.ts';
import { duration } from '../../text/amounts.ts';
import type { CaseAbout, VerifyEvent } from '../../verify/events.ts';

/** How far a verification is: what runs, how much is done, and about how long the rest will take. */
export class Progress {
  readonly #cases = new Map<string, CaseAbout>();
  readonly #running = new Set<string>();
  #repeat = 1;
  #runs = 0;
  #runsDone = 0;
  /** In expected milliseconds, so that a case that waits for a timeout counts for what it takes. */
  #work = 0;
  #workDone = 0;
  #at = 0;

  follow(event: VerifyEvent): void {
    this.#at = event.at;
    switch (event.type) {
      case 'verify-started':
        for (const one of event.cases) this.#cases.set(one.id, one);
        this.#repeat = event.repeat;
        this.#runs = event.cases.length * event.repeat;
        this.#work = event.cases.reduce((sum, one) => sum + one.expectedMs, 0) * event.repeat;
        break;
      case 'case-started':
        this.#running.add(event.case);
        break;
      case 'case-repeated':
        this.#count(event.case);
        break;
      case 'case-finished':
        this.#running.delete(event.case);
        if (this.#repeat === 1) this.#count(event.case);
        break;
      case 'pair-judged':
      case 'verify-finished':
        break;
    }
  }

  /** `12 of 44 runs, about 3.0 s left: read-committed @ SERIALIZABLE, …` */
  get line(): string {
    const share = this.#work === 0 ? 1 : this.#workDone / this.#work;
    const left = share < 0.05 ? '' : `, about ${duration((this.#at / share) * (1 - share))} left`;
    const running = this.#running.size === 0 ? '' : `: ${[...this.#running].join(', ')}`;
    return printable(`${this.#runsDone} of ${this.#runs} runs${left}${running}`);
  }

  #count(id: string): void {
    this.#runsDone++;
    this.#workDone += this.#cases.get(id)?.expectedMs ?? 0;
  }
}
