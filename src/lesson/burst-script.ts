import { UserError } from '../errors.ts';
import { told } from '../printable.ts';
import type { BurstExpectation, Handler } from './handler.ts';
import type { Lesson } from './lesson.ts';
import { atLevel } from './level.ts';
import { nearMiss } from './near-miss.ts';
import { type Choice, type Script, scriptOf } from './script.ts';
import type { Values } from './step.ts';

/** The application of one lesson at one level in one variant, and how many requests hit it: what a race does. */
export interface BurstScript
  extends Pick<
    Script,
    'lesson' | 'title' | 'level' | 'variant' | 'setup' | 'setupLimitMs' | 'watch' | 'invariant'
  > {
  /** What a request says where it does not say otherwise is already as it was asked for. */
  readonly handler: Handler;
  readonly requests: number;
  readonly workers: number;
  /** What the lesson claims; only of as many requests and workers, and of what they say, as in the lesson. */
  readonly expect?: BurstExpectation;
}

export interface BurstChoice extends Choice {
  readonly requests?: number;
  readonly workers?: number;
  /** Fields of every request, as text; they become what the handler's own fields are. */
  readonly set?: Readonly<Record<string, string>>;
}

/** A double click and a few more, on an application server of four processes. */
const usual = { requests: 6, workers: 4 };

/** @throws UserError when the lesson has no handler, no such level or variant, or its requests no such field. */
export const burstOf = (lesson: Lesson, choice: BurstChoice = {}): BurstScript => {
  const { title, level, variant, setup, setupLimitMs, watch, invariant } = scriptOf(lesson, choice);
  const changed = lesson.variants.find(({ id }) => id === variant?.id);
  const handler = changed?.handler ?? lesson.handler;
  if (handler === undefined) {
    throw new UserError(
      `Lesson ${lesson.id} has no handler, so there is no application to send requests to.`,
      {
        next: ['isolab list marks the lessons that have one.'],
      },
    );
  }
  const burst = changed?.burst ?? lesson.burst;
  const { requests, workers } = burst ?? usual;
  const isAsked =
    choice.set !== undefined ||
    (choice.requests ?? requests) !== requests ||
    (choice.workers ?? workers) !== workers;
  const expect = isAsked ? undefined : atLevel(burst?.expect, level);
  return {
    lesson: lesson.id,
    title,
    level,
    ...(variant && { variant }),
    setup: [...setup, ...(burst?.setup ?? [])],
    ...(setupLimitMs !== undefined && { setupLimitMs }),
    watch,
    ...(invariant && { invariant }),
    handler: { ...handler, request: { ...handler.request, ...typed(choice.set ?? {}, handler.request) } },
    requests: choice.requests ?? requests,
    workers: choice.workers ?? workers,
    ...(expect && { expect }),
  };
};

/** A request has no such field. */
const unknownField = (name: string, fields: Values): UserError => {
  const near = nearMiss(name, Object.keys(fields));
  return new UserError(told`A request has no field ${name === '' ? "''" : name}.`, {
    next: [
      ...(near === undefined ? [] : [told`Did you mean ${near}?`]),
      told`Its fields are ${Object.keys(fields).join(', ')}.`,
    ],
  });
};

const typed = (set: Readonly<Record<string, string>>, fields: Values): Values =>
  Object.fromEntries(
    Object.entries(set).map(([name, text]) => {
      const own = fields[name];
      if (own === undefined) throw unknownField(name, fields);
      const value = valueLike(own, text);
      if (value !== undefined) return [name, value];
      throw new UserError(
        told`${name}=${text} is no ${typeof own === 'number' ? 'number' : 'true or false'}.`,
      );
    }),
  );

/** Undefined when the text does not say such a value. A text with {request} in it becomes another one each time. */
const valueLike = (own: Values[string], text: string): Values[string] | undefined => {
  if (typeof own === 'number' && !text.includes('{')) {
    return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
  }
  if (typeof own === 'boolean') return text === 'true' || (text === 'false' ? false : undefined);
  return text;
};
