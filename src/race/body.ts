import type { IncomingMessage } from 'node:http';
import { nearMiss } from '../lesson/near-miss.ts';
import type { Values } from '../lesson/step.ts';
import { failure } from './request.ts';
import type { HttpReply } from './served.ts';

/** A request says a few words; in bytes. */
const largestBody = 64 * 1024;

/** What a request says, or the answer to one that cannot be understood. */
export type Read = { readonly values: Values } | { readonly refusal: HttpReply };

/**
 * The fields of a request: those of its JSON body, and the handler's own for what it does not say.
 *
 * @throws the stream's error when the client went away in the middle.
 */
export const readFields = async (message: IncomingMessage, own: Values): Promise<Read> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    if (!Buffer.isBuffer(chunk)) throw new Error('A body without bytes');
    size += chunk.length;
    // Read on to the end, or the client would not see the answer.
    if (size <= largestBody) chunks.push(chunk);
  }
  if (size > largestBody) {
    return { refusal: failure(`The body has ${size} bytes; at most ${largestBody} are read.`, 413) };
  }
  return fieldsOf(Buffer.concat(chunks).toString('utf8'), own);
};

const fieldsOf = (body: string, own: Values): Read => {
  if (body.trim() === '') return { values: own };
  let said: unknown;
  try {
    said = JSON.parse(body);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { refusal: failure(`The body is no JSON: ${reason}`, 400) };
  }
  if (typeof said !== 'object' || said === null || Array.isArray(said)) {
    return { refusal: failure('The body is no JSON object.', 400) };
  }
  const values: Record<string, Values[string]> = { ...own };
  for (const [name, value] of Object.entries(said)) {
    if (!Object.hasOwn(own, name)) return { refusal: failure(unknown(name, own), 400) };
    if (!isScalar(value)) {
      return { refusal: failure(`The field ${name} must be text, a number, true, false or null.`, 400) };
    }
    values[name] = value;
  }
  return { values };
};

const isScalar = (value: unknown): value is Values[string] =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

const unknown = (name: string, own: Values): string => {
  const names = Object.keys(own);
  const near = nearMiss(name, names);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  return `There is no field ${name}.${hint} The fields are ${names.join(', ')}.`;
};
