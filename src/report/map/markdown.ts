import { glossary } from '../../engine/words/glossary.ts';
import { levels } from '../../lesson/level.ts';
import { mapOf } from '../../map/anomaly-map.ts';
import { type AnomalyMap, legend, rowWords, witnessWords } from './text.ts';

export const mapMarkdown = ({ server, runs }: AnomalyMap): readonly string[] => {
  const rows = mapOf(runs);
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    `Which anomalies happen at which level: MySQL ${server.version}, ${runs.length} runs.`,
    '',
    line(['', ...levels, 'shown by']),
    line(['---', ...levels.map(() => '---'), '---']),
    ...rows.map((row) => {
      const { name, cells } = rowWords(row);
      return line([name, ...cells, witnessWords(row)]);
    }),
    '',
    ...legend.map((one) => `- ${one}`),
    '',
    ...glossary.map(({ code, name, says }) => `- **${code}**, ${name}: ${says}`),
  ];
};
