import { listed } from '../../text/amounts.ts';
import { hanging, padded, widthOf, wrapped } from '../../text/fit.ts';
import type { Schedule } from '../../textbook/schedule.ts';
import type { Paint } from '../paint.ts';
import { bothWords } from './both-words.ts';
import { type EndRow, endRows } from './end-rows.ts';
import { levelNames } from './level-names.ts';
import { type LevelStep, levelSteps, type ReadVersion } from './level-steps.ts';
import type { RanLevel } from './ran-history.ts';
import { verdictLines } from './verdict-lines.ts';

/** All that is told of one level but its name: levels of which the same is told stand together. */
export const levelLines = (
  ran: RanLevel,
  schedule: Schedule,
  width: number,
  paint: Paint,
): readonly string[] => {
  const steps = levelSteps(ran.state, schedule);
  const room = Math.max(...steps.map(({ operation }) => widthOf(operation)));
  return [
    ...steps.flatMap((step) =>
      hanging(`  ${padded(step.operation, room)}  `, stepWords(step), width).map((line) =>
        paintOf(step, paint)(line.trimEnd()),
      ),
    ),
    ...hanging('  At the end: ', endRows(ran.state).map(rowWords).join(', '), width),
    ...verdictLines(ran, schedule, paint).flatMap((line) => hanging('  ', line, width)),
    ...nameLines(ran, schedule, paint).flatMap((line) => wrapped(`  ${line}`, width)),
  ];
};

/** What really happened, by name. */
const nameLines = (ran: RanLevel, schedule: Schedule, paint: Paint): readonly string[] => {
  const { anomalies = [], doubts = [] } = levelNames(ran.state, schedule) ?? {};
  return [
    ...anomalies.flatMap(({ name, codes, way }) => [
      paint.bad(`✗ ${name} (${codes.join(', ')})`),
      `  ${way}`,
    ]),
    ...bothWords(ran, schedule, anomalies),
    ...doubts.map((doubt) => paint.faint(`? Cannot tell: ${doubt}`)),
  ];
};

const paintOf = ({ error, skipped, waited }: LevelStep, paint: Paint): ((text: string) => string) => {
  if (error) return paint.bad;
  if (skipped) return paint.faint;
  return waited ? paint.waiting : (text) => text;
};

const stepWords = (step: LevelStep): string => {
  if (step.skipped) return `not sent: ${step.transaction} is rolled back`;
  const came = cameWords(step);
  if (step.waited === undefined) return came;
  const wait = `‖ waits for ${listed(step.waited.for)}${untilWords(step.waited)}`;
  return came === '' ? wait : `${wait}, then ${came}`;
};

const untilWords = ({ until }: NonNullable<LevelStep['waited']>): string => {
  if (until === undefined) return '';
  return 'operation' in until ? ` until ${until.operation}` : ` until the rollback of ${until.rollbackOf}`;
};

const cameWords = ({ transaction, read, wrote, onPaper, version, error }: LevelStep): string => {
  if (error?.symbol === 'ER_LOCK_DEADLOCK') return `✗ deadlock: ${transaction} is rolled back`;
  if (error) return `✗ ERROR ${error.errno} (${error.symbol})`;
  if (wrote !== undefined) return `writes ${wrote}`;
  if (read === undefined) return '';
  const paper = onPaper === undefined ? '' : ` (on paper ${onPaper})`;
  return `reads ${read}${paper}${version === undefined ? '' : versionWords(version)}`;
};

const versionWords = (version: ReadVersion): string => {
  switch (version.kind) {
    case 'own':
      return ', its own';
    case 'uncommitted':
      return `, which ${version.of} has not committed`;
    case 'committed':
      return `: ${version.without} has not committed what it wrote`;
    case 'snapshot':
      return `, from its snapshot: ${version.without} committed later`;
  }
};

const rowWords = ({ item, value }: EndRow): string => `${item} = ${value}`;
