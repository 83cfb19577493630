import { glossary } from '../../engine/words/glossary.ts';
import { levels } from '../../lesson/level.ts';
import { mapOf } from '../../map/anomaly-map.ts';
import { standardAllows } from '../../map/standard.ts';
import { type AnomalyMap, mapTitle } from './text.ts';
import {
  cellWords,
  legend,
  rowName,
  shownByWords,
  standardNote,
  standardTitle,
  standardWords,
} from './words.ts';

/** In one cell of a table. */
const mostWitnesses = 3;

export const mapMarkdown = ({ server, runs }: AnomalyMap): readonly string[] => {
  const rows = mapOf(runs);
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    `${mapTitle}: MySQL ${server.version}, ${runs.length} runs.`,
    '',
    line(['', ...levels, 'shown by']),
    line(['---', ...levels.map(() => '---'), '---']),
    ...rows.map((row) => line([rowName(row), ...row.cells.map(cellWords), shownByWords(row, mostWitnesses)])),
    '',
    `${standardTitle}:`,
    '',
    line(['', ...levels]),
    line(['---', ...levels.map(() => '---')]),
    ...rows.flatMap((row) => {
      const allowed = standardAllows[row.kind];
      return allowed ? [line([rowName(row), ...levels.map((level) => standardWords(allowed, level))])] : [];
    }),
    '',
    standardNote,
    '',
    ...legend.map(([sign, says]) => `- ${sign} ${says}`),
    '',
    ...glossary.map(({ code, name, says }) => `- **${code}**, ${name}: ${says}`),
  ];
};
