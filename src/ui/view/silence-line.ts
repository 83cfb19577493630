import { duration } from '../../text/amounts.ts';
import { padded } from '../../text/fit.ts';
import type { Model } from '../model/model.ts';
import type { Theme } from '../theme.ts';

/** Said on every screen while the server answers nothing to anybody; nothing comes of any key but leaving then. */
export const silenceWords = ({ silentForMs }: Pick<Model, 'silentForMs'>): string | undefined =>
  silentForMs === undefined ? undefined : `The server has not answered for ${duration(silentForMs)}`;

export const silenceLine = (words: string, columns: number, theme: Theme): string =>
  padded(` ${theme.failed(`✗ ${words}`)}  ${theme.strong('Ctrl-C')} ${theme.faint('leave')}`, columns);
