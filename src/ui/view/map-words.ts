import { glossary } from '../../engine/words/glossary.ts';
import type { Script } from '../../lesson/script.ts';
import type { MapRow } from '../../map/anomaly-map.ts';
import { printable } from '../../printable.ts';
import { runsWords } from '../../report/map/text.ts';
import { triedWords, witnessWords } from '../../report/map/words.ts';
import { counted } from '../../text/amounts.ts';
import { signs } from '../../text/signs.ts';
import { isWhole, type LabMap, runsIn } from '../model/map.ts';
import type { ServerModel } from '../model/server.ts';

/** How much of it is known. */
export const progressWords = (map: LabMap, { status }: Pick<ServerModel, 'status'>): string => {
  const { scripts } = map;
  const runs = runsIn(map);
  if (isWhole(map)) return `As ${runsWords(runs)} have shown`;
  if (scripts.length === 0) return `${signs.begun} Reading the lessons`;
  const all = counted(scripts.length, 'run');
  const here = `${runs.length} of ${all}`;
  if (status !== 'ready') return `${here}; ${status === 'coming' ? 'no server yet' : 'there is no server'}`;
  return isFilling(map, { status })
    ? `${signs.begun} ${here} so far; what is empty is not known yet`
    : `${signs.failed} ${scripts.length - runs.length} of ${all} failed; what is empty is not known`;
};

/** Runs are under way. */
export const isFilling = ({ scripts, results }: LabMap, { status }: Pick<ServerModel, 'status'>): boolean =>
  status === 'ready' && results.size < scripts.length;

/** Why runs failed, each reason once. */
export const failedWords = ({ results }: LabMap): readonly string[] => {
  const failed = [...results].flatMap(([script, result]) =>
    'failed' in result ? [{ script, reason: result.failed }] : [],
  );
  return [...Map.groupBy(failed, ({ reason }) => reason)].map(([reason, ones]) =>
    printable(`${signs.failed} ${placesWords(ones.map(({ script }) => script))}: ${reason}`),
  );
};

const placesWords = ([first, ...others]: readonly Script[]): string => {
  const place = first === undefined ? '' : `${first.lesson} at ${first.level}`;
  return others.length === 0 ? place : `${place} and ${counted(others.length, 'other run')}`;
};

/** What an anomaly is. */
export const meaningOf = ({ kind }: MapRow): string => glossary.find(({ code }) => code === kind)?.says ?? '';

/** Which lessons show it. */
export const shownByWords = (row: MapRow, map: LabMap): string => {
  const witnesses = witnessWords(row);
  if (witnesses !== '') return printable(`Shown by ${witnesses}`);
  if (!isWhole(map)) return 'No lesson has shown it so far.';
  const tried = triedWords(row);
  return tried === '' ? 'No lesson shows it.' : printable(`No lesson shows it. Tried by ${tried}`);
};
