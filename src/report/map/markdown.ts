import { glossary } from '../../engine/words/glossary.ts';
import { levels } from '../../lesson/level.ts';
import { mapOf } from '../../map/anomaly-map.ts';
import { type AnomalyMap, mapTitle } from './text.ts';
import { cellWords, legend, rowName, witnessWords } from './words.ts';

export const mapMarkdown = ({ server, runs }: AnomalyMap): readonly string[] => {
  const rows = mapOf(runs);
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    `${mapTitle}: MySQL ${server.version}, ${runs.length} runs.`,
    '',
    line(['', ...levels, 'shown by']),
    line(['---', ...levels.map(() => '---'), '---']),
    ...rows.map((row) => line([rowName(row), ...row.cells.map(cellWords), witnessWords(row)])),
    '',
    ...legend.map(([sign, says]) => `- ${sign} ${says}`),
    '',
    ...glossary.map(({ code, name, says }) => `- **${code}**, ${name}: ${says}`),
  ];
};
