import type { Bound } from '../../explore/bound.ts';
import { usualOrders, wholeUpTo } from '../../explore/bound.ts';
import { shortNames } from '../../lesson/level.ts';
import { printable } from '../../printable.ts';
import { duration, inShort } from '../../text/amounts.ts';
import type { ExploreEvent } from './events.ts';

/** How far an exploration is: the case in hand, and about how long all that is left will take. */
export class ExploreProgress {
  #bound: Bound = {};
  #cases = 0;
  #over = 0;
  #name = '';
  #of = 0n;
  #told = 0n;
  #runs = 0;
  #caseBegunAt = 0;
  #at = 0;

  follow(event: ExploreEvent): void {
    this.#at = event.at;
    switch (event.type) {
      case 'explore-started':
        this.#cases = event.scripts.length;
        this.#bound = event.bound;
        break;
      case 'case-started': {
        const { level, variant } = event.script;
        this.#name = `${shortNames[level]}${variant ? `, ${variant.id}` : ''}`;
        this.#of = event.of;
        this.#told = 0n;
        this.#runs = 0;
        this.#caseBegunAt = event.at;
        break;
      }
      case 'order':
        this.#told += event.order.interleavings;
        this.#runs++;
        break;
      case 'case-finished':
        this.#over++;
        this.#told = 0n;
        this.#runs = 0;
        break;
      case 'explore-finished':
        break;
    }
  }

  /** From 0 to 1. */
  get done(): number {
    return this.#cases === 0 ? 0 : Math.min(1, (this.#over + this.#share) / this.#cases);
  }

  /** `RR: 34 of 70 interleavings, 3.0 s left` */
  get line(): string {
    const { done } = this;
    const left = done < 0.05 ? '' : `, ${duration((this.#at / done) * (1 - done))} left`;
    return printable(`${this.#name}: ${inShort(this.#told)} of ${inShort(this.#of)} interleavings${left}`);
  }

  /** Of the case in hand: it is over when all are told, or a bound is come to. */
  get #share(): number {
    const isUsual = !isBounded(this.#bound) && this.#of > wholeUpTo;
    const { timeMs, orders }: Bound = isUsual ? { orders: usualOrders } : this.#bound;
    return Math.min(
      1,
      Math.max(
        this.#of === 0n ? 0 : Number(this.#told) / Number(this.#of),
        orders === undefined ? 0 : this.#runs / orders,
        timeMs === undefined ? 0 : (this.#at - this.#caseBegunAt) / timeMs,
      ),
    );
  }
}

const isBounded = ({ switches, orders, timeMs }: Bound): boolean =>
  switches !== undefined || orders !== undefined || timeMs !== undefined;
