import { padded } from '../../text/fit.ts';
import type { Model } from '../model/model.ts';
import { sittingOf } from '../run/sitting.ts';
import type { Theme } from '../theme.ts';
import { fixingScreen } from './fixing-screen.ts';
import { type Size, smallest } from './layout.ts';
import { listScreen } from './list-screen.ts';
import { mapScreen } from './map-screen.ts';
import { ordersScreen } from './orders-screen.ts';
import { overlayScreen } from './overlay-screen.ts';
import { presentScreen } from './present-screen.ts';
import { readingScreen } from './reading-screen.ts';
import { reviewScreen } from './review-screen.ts';
import { runScreen } from './run-screen.ts';
import { noAreas, type Screen } from './screen.ts';
import { silenceLine, silenceWords } from './silence-line.ts';

/** The whole screen. Pure: `now` is the clock's time in ms. */
export const screenOf = (model: Model, size: Size, now: number, theme: Theme): Screen => {
  const screen = screenOnly(model, size, now, theme);
  const words = silenceWords(model);
  if (words === undefined) return screen;
  // In the place of the keys.
  return { ...screen, rows: [...screen.rows.slice(0, -1), silenceLine(words, size.columns, theme)] };
};

const screenOnly = (model: Model, size: Size, now: number, theme: Theme): Screen => {
  if (size.columns < smallest.columns || size.rows < smallest.rows) return tooSmall(size);
  const { overlay } = model;
  if (overlay?.kind === 'orders') {
    const { run } = model;
    return run?.orders
      ? ordersScreen(run, run.orders, overlay, model.server, size, theme)
      : listScreen(model, size, theme);
  }
  if (overlay?.kind === 'map') {
    const { map, server } = model;
    return map ? mapScreen(map, overlay, server, size, theme) : listScreen(model, size, theme);
  }
  if (overlay) return overlayScreen({ ...overlay, kind: overlay.kind }, model, size, theme);
  if (model.presentation && model.run) {
    return presentScreen({ run: model.run, server: model.server }, model.presentation, size, now, theme);
  }
  const { run, server } = model;
  if (run) return runScreen({ run, server, sitting: sittingOf(model) }, size, now, theme);
  if (model.reviewing) return reviewScreen(model.reviewing, model, size, theme);
  const { fixing } = model;
  if (fixing?.asks.kind === 'read') return readingScreen(fixing, model, size, theme);
  return fixing ? fixingScreen(fixing, model, size, theme) : listScreen(model, size, theme);
};

const tooSmall = ({ columns, rows }: Size): Screen => {
  const words = [
    'isolab needs a little more room.',
    `This terminal is ${columns}×${rows};`,
    `${smallest.columns}×${smallest.rows} will do, 80×24 is fine.`,
    'q quits.',
  ];
  const above = Math.max(0, Math.floor((rows - words.length) / 2));
  return {
    rows: Array.from({ length: rows }, (_, row) => padded(` ${words[row - above] ?? ''}`, columns)),
    areas: noAreas,
  };
};
