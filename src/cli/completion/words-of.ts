import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { palettes } from '../../ui/theme.ts';
import { checkFormats } from '../commands/check.ts';
import { compareFormats } from '../commands/compare.ts';
import { deadlockFormats } from '../commands/deadlock.ts';
import { exploreFormats } from '../commands/explore.ts';
import { historyFormats } from '../commands/history.ts';
import { listFormats } from '../commands/list.ts';
import { mapFormats } from '../commands/map.ts';
import { raceFormats } from '../commands/race.ts';
import { runFormats } from '../commands/run.ts';
import { providers, redisProviders } from '../commands/server-options.ts';
import { reporterKinds } from '../reporter-kinds.ts';

const formats: Readonly<Record<string, readonly string[]>> = {
  run: runFormats,
  replay: runFormats,
  list: listFormats,
  verify: listFormats,
  check: checkFormats,
  race: raceFormats,
  compare: compareFormats,
  explore: exploreFormats,
  map: mapFormats,
  deadlock: deadlockFormats,
  history: historyFormats,
};

/** The words that an option takes, as far as they can be known beforehand. */
export const wordsOf = ({ long }: Option, command: CommandUnknownOpts): readonly string[] => {
  switch (long) {
    case '--level':
      return ['ru', 'rc', 'rr', 's', ...allOf(command)];
    case '--variant':
      return ['none', ...allOf(command)];
    case '--format':
      return formats[command.name()] ?? [];
    case '--reporter':
      return reporterKinds;
    case '--theme':
      return ['auto', ...palettes];
    case '--server':
      return providers;
    case '--redis':
      return redisProviders;
    default:
      return [];
  }
};

const allOf = (command: CommandUnknownOpts): readonly string[] =>
  command.name() === 'explore' ? ['all'] : [];
