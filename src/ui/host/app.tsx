import { Box, Text, useInput, usePaste } from 'ink';
import { type ReactNode, useEffect, useLayoutEffect, useReducer, useRef, useSyncExternalStore } from 'react';
import type { Clock } from '../../engine/ports.ts';
import { keyNames } from '../keys/key-names.ts';
import { goesOn } from '../run/lab-now.ts';
import type { Theme } from '../theme.ts';
import type { Size } from '../view/layout.ts';
import { linearLines } from '../view/linear-lines.ts';
import { noAreas } from '../view/screen.ts';
import { screenOf } from '../view/screen-of.ts';
import { isTicking } from '../view/session-heads.ts';
import type { LabHost } from './lab-host.ts';

/** How often a time that goes on by itself is drawn again, in ms. */
const tickMs = 200;

export interface AppProps {
  readonly host: Pick<LabHost, 'model' | 'subscribe' | 'tell'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly theme: Theme;
  readonly size: Size;
  /** Called with the whole screen whenever it may have changed. */
  readonly draw: (rows: readonly string[]) => void;
  /** One thing after the other instead of a screen, for somebody who hears it. */
  readonly linear?: boolean;
}

/** Draws the model, and hands the keys to it. */
export const App = ({ host, clock, theme, size, draw, linear = false }: AppProps): ReactNode => {
  const model = useSyncExternalStore(host.subscribe, host.model);
  const { run, overlay } = model;
  useTick(
    run !== undefined && goesOn(run, model.server) && isTicking(run.lab) && overlay === undefined && !linear,
  );
  const screen = screenOf(model, size, clock.now(), theme);
  const areas = useRef(noAreas);
  useLayoutEffect(() => {
    // Who hears it hears all of what is said, and has no page to scroll.
    areas.current = linear ? { ...screen.areas, guide: noAreas.guide } : screen.areas;
    if (!linear) draw(screen.rows);
  });
  useInput((input, key) => {
    for (const name of keyNames(input, key)) host.tell({ type: 'key', key: name, areas: areas.current });
  });
  usePaste((text) => host.tell({ type: 'paste', text }));
  if (!linear) return null;
  return (
    <Box flexDirection="column">
      {linearLines(model, clock.now(), theme).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in what is read
        <Text key={index}>{line}</Text>
      ))}
    </Box>
  );
};

/** Draws again and again while something on the screen goes on by itself, and never otherwise. */
const useTick = (isActive: boolean): void => {
  const [, tick] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (!isActive) return undefined;
    const timer = setInterval(tick, tickMs);
    return () => clearInterval(timer);
  }, [isActive]);
};
