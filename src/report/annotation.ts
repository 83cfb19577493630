import { stripVTControlCharacters } from 'node:util';
import { printableLines } from '../printable.ts';

/** A line that GitHub Actions shows at a place of a file. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly file?: string | undefined;
  /** 1-based, like `col`. */
  readonly line?: number | undefined;
  readonly col?: number | undefined;
  /** The column of the last character. */
  readonly endColumn?: number | undefined;
  readonly title?: string | undefined;
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands */
export const annotation = ({ level, ...properties }: Annotation, message: string): string => {
  const said = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${escapeProperty(String(value))}`],
  );
  return `::${level}${said.length > 0 ? ` ${said.join(',')}` : ''}::${escapeData(message)}\n`;
};

/** Colours are left out; whatever else a terminal would act upon is shown. The line ends are the command's own. */
const escapeData = (text: string): string =>
  printableLines(stripVTControlCharacters(text)).join('\n').replaceAll('%', '%25').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
