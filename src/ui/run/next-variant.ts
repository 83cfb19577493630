import { fitsOrder } from '../../lesson/choose-order.ts';
import type { Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import type { RunModel } from '../model/run.ts';
import { openBeside } from './beside.ts';

/** The lesson in its next variant, or as it is after the last. It keeps the order that was chosen, if it has these turns. */
export const nextVariant = (model: Model, run: RunModel): Update => {
  const { lesson, choice } = run;
  const following = lesson.variants[lesson.variants.findIndex((one) => one.id === choice.variant) + 1];
  const { variant: _, order, ...plain } = choice;
  const next = following ? { ...plain, variant: following.id } : plain;
  if (order === undefined) return openBeside(model, run, next);
  if (fitsOrder(following?.steps ?? lesson.steps, order)) return openBeside(model, run, { ...next, order });
  const opened = openBeside(model, run, next);
  const notice = `Its steps cannot be taken in the order ${order}: this is its own order.`;
  return {
    ...opened,
    model: { ...opened.model, ...(opened.model.run && { run: { ...opened.model.run, notice } }) },
  };
};
