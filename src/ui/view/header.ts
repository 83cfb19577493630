import { orderTold } from '../../engine/words/order-words.ts';
import { levels } from '../../lesson/level.ts';
import type { Script } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { clip, justify, padded, widthOf } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { RunModel } from '../model/run.ts';
import type { ServerModel } from '../model/server.ts';
import type { Theme } from '../theme.ts';

/** Title, level, variant and the server's version: always visible. The second row shows what else could be chosen. */
export const headerLines = (
  run: RunModel,
  server: ServerModel,
  { columns, rows, theme }: { readonly columns: number; readonly rows: 1 | 2; readonly theme: Theme },
): readonly string[] => {
  const title = theme.strong(printable(run.script.title));
  const order = clip(printable(run.order ?? writtenOrder(run) ?? ''), mostOrder);
  if (rows === 1) {
    const level = theme.strong(run.script.level);
    const after = `${order === '' ? '' : ` · ${order}`} · ${serverWords(server, theme)} `;
    const room = columns - widthOf(` ${title}  ${level} · ${after}`);
    const least = order === '' ? leastVariant : leastBesideOrder;
    const variant = ` · ${clip(printable(run.script.variant?.title ?? asItIs), Math.max(least, room))}`;
    const chosen = `  ${level}${run.lesson.variants.length === 0 ? '' : variant}${order === '' ? '' : ` · ${order}`} · `;
    const all = `${chosen}${evidenceWords(run, server, theme)} `;
    const fits = widthOf(title) + 1 + widthOf(all) <= columns;
    return [justify(` ${title}`, fits ? all : `${chosen}${serverWords(server, theme)} `, columns)];
  }
  // Before the end it would answer what is asked on the way.
  const name =
    run.lab?.finished === undefined || run.breaking?.isSolved === false ? undefined : run.script.anomaly;
  const anomaly = name === undefined ? '' : `  ${theme.faint(printable(name))}`;
  const left = ` ${title}${anomaly}`;
  const levelChoices = (run.breaking ? [] : levels)
    .map((level, index) => ({ level, key: index + 1 }))
    .filter(({ level }) => run.lesson.levels.includes(level))
    .map(({ level, key }) => choice(`${key} ${level}`, level === run.script.level, theme))
    .join(' ');
  // An exercise is at one level: no key leads to another one.
  const choices =
    (run.breaking ? choice(run.script.level, true, theme) : levelChoices) +
    (order === '' ? '' : `  ${theme.faint('│')} order ${theme.strong(order)}`);
  return [
    justify(left, `  ${evidenceWords(run, server, theme)} `, columns),
    padded(choices + variantChoices(run, columns - widthOf(choices), theme), columns),
  ];
};

/** Of the variant's name so much is always there. */
const [leastVariant, leastBesideOrder] = [20, 12];

/** Where an order is to be found, none is written. */
const writtenOrder = (run: RunModel): string | undefined =>
  run.breaking ? undefined : orderTold(scriptInHand(run));

/** What the run does. Of a recording only its first event tells in whose order the steps are. */
export const scriptInHand = ({ lab, script }: Pick<RunModel, 'lab' | 'script'>): Script =>
  lab?.script ?? script;

/** Columns for an order; a long one is told whole where there is room for prose. */
const mostOrder = 14;

/** All of them, or the chosen one and its place among them when there is no room. */
const variantChoices = ({ lesson, choice: { variant } }: RunModel, room: number, theme: Theme): string => {
  const all = [undefined, ...lesson.variants];
  if (all.length === 1) return '';
  const names = all.map((one) => printable(one?.title ?? asItIs));
  const at = all.findIndex((one) => one?.id === variant);
  const head = `  ${theme.faint('│')}  ${theme.strong('v')} `;
  const full = head + names.map((name, index) => choice(name, index === at, theme)).join(' ');
  if (widthOf(full) <= room) return full;
  const place = theme.faint(` ${at + 1} of ${all.length}`);
  const name = clip(names[at] ?? '', room - widthOf(head) - widthOf(place) - 2);
  return head + choice(name, true, theme) + place;
};

const asItIs = 'as it is';

/** Marked by brackets as well, for screens that show no styles. */
const choice = (text: string, chosen: boolean, theme: Theme): string =>
  chosen ? theme.strong(`[${text}]`) : theme.faint(` ${text} `);

/** The server, and for a run that talks to Redis which one that is. */
export const evidenceWords = ({ lab }: Pick<RunModel, 'lab'>, server: ServerModel, theme: Theme): string => {
  const redis = lab?.redis && server.status === 'ready' ? ` · Redis ${printable(lab.redis.version)}` : '';
  return serverWords(server, theme) + redis;
};

/** The version, always; with room for it in columns, where the server comes from, and the place, which may be clipped. */
export const serverWords = (server: ServerModel, theme: Theme, room = 0): string => {
  switch (server.status) {
    case 'ready': {
      const { version, provider, place } = server.about;
      if (server.recorded) return `recorded on MySQL ${printable(version)}`;
      const words = `MySQL ${printable(version)}`;
      const source = ` · ${provider}`;
      const left = room - widthOf(words) - widthOf(source);
      if (left < 0) return words;
      const where = left < leastPlace ? '' : `: ${clip(printable(place), Math.min(40, left - 2))}`;
      return words + theme.faint(source + where);
    }
    case 'coming':
      return theme.faint('MySQL is coming');
    case 'absent':
      return theme.failed(`${signs.failed} no server`);
  }
};

/** Columns below which a clipped place says nothing. */
const leastPlace = 20;
