import type { JudgedOrder } from '../explore/exploration.ts';

/**
 * Whole programs one after the other, each a single run of its letter. What is serial may also be statements by turns that are
 * in no transaction.
 */
export const isOneByOne = ({ order }: JudgedOrder): boolean => {
  const runs = order.match(/(.)\1*/g) ?? [];
  return new Set(runs.map(([session]) => session)).size === runs.length;
};
