import type { AnomalyClaim } from '../../lesson/anomaly-claim.ts';
import { type Level, levels, shortNames } from '../../lesson/level.ts';
import { printable } from '../../printable.ts';
import { counted } from '../../text/amounts.ts';
import { padded, widthOf, wrapped } from '../../text/fit.ts';
import type { Collected } from './collected.ts';

interface Row {
  readonly name: string;
  readonly isVariant: boolean;
  readonly cells: ReadonlyMap<Level, readonly string[]>;
}

/** As many rows as a screen has room for; with more than that the lessons alone are shown. */
const mostRows = 20;

/**
 * Which anomalies were proved, lessons by levels: their codes, – for none, ? where it cannot be told, ✗ for a claim that is
 * not proved. A blank cell: nothing is claimed, or it was not run.
 */
export const anomalyTable = (cases: Collected['cases'], width: number): readonly string[] => {
  const all = rowsOf(cases.filter(({ about }) => about.requested));
  if (all.length === 0) return [];
  const rows = all.length > mostRows ? all.filter(({ isVariant }) => !isVariant) : all;
  const left = all.length - rows.length;
  const shown = levels.filter((level) => rows.some(({ cells }) => cells.has(level)));
  const nameWidth = Math.max(...rows.map(({ name }) => widthOf(name)));
  const columns = shown.map((level) => ({
    level,
    width: Math.max(
      ...[shortNames[level], ...rows.flatMap(({ cells }) => cells.get(level) ?? [])].map(widthOf),
    ),
  }));
  const line = (name: string, cells: readonly string[]): string =>
    [`  ${padded(name, nameWidth)}`, ...columns.map((one, at) => padded(cells[at] ?? '', one.width))]
      .join('  ')
      .trimEnd();
  const head = line(
    '',
    shown.map((level) => shortNames[level]),
  );
  const body = rows.flatMap(({ name, cells }) => {
    const height = Math.max(...shown.map((level) => cells.get(level)?.length ?? 0));
    return Array.from({ length: height }, (_, at) =>
      line(
        at === 0 ? name : '',
        shown.map((level) => cells.get(level)?.[at] ?? ''),
      ),
    );
  });
  const table = [head, ...body];
  const fits = table.every((one) => widthOf(one) <= width);
  const legend = `What happens, by its codes (– none, ? cannot be told${body.some((one) => one.includes('✗')) ? ', ✗ not so' : ''}):`;
  const more = `  and ${counted(left, 'variant')}; isolab verify LESSON shows them`;
  return [
    ...wrapped(legend, width),
    ...(fits ? table : rows.flatMap((row) => wrapped(`  ${inWords(row, shown)}`, width))),
    ...(left === 0 ? [] : wrapped(more, width)),
  ];
};

const inWords = ({ name, cells }: Row, shown: readonly Level[]): string =>
  `${name.trim()}: ${shown.flatMap((level) => (cells.has(level) ? [`${shortNames[level]} ${cells.get(level)?.join(' ')}`] : [])).join(', ')}`;

const rowsOf = (cases: Collected['cases']): readonly Row[] =>
  [
    ...Map.groupBy(cases, ({ about }) => JSON.stringify([about.lesson, about.variant ?? null])).values(),
  ].flatMap((own): readonly Row[] => {
    const [first] = own;
    const cells = new Map(
      own.flatMap((one) => {
        const cell = cellOf(one);
        return cell ? [[one.about.level, cell] as const] : [];
      }),
    );
    if (first === undefined || cells.size === 0) return [];
    const { lesson, variant } = first.about;
    return [
      {
        name: printable(variant === undefined ? lesson : `${lesson} + ${variant}`),
        isVariant: variant !== undefined,
        cells,
      },
    ];
  });

/** A line for each code. */
const cellOf = ({ about, result }: Collected['cases'][number]): readonly string[] | undefined => {
  const finding = result?.findings.find(({ place }) => place === 'happened');
  if (about.happens === undefined || finding === undefined) return undefined;
  return finding.verdict === 'holds' ? codesOf(about.happens) : ['✗'];
};

const codesOf = (claim: AnomalyClaim): readonly string[] => {
  switch (claim.kind) {
    case 'named':
      return claim.codes;
    case 'none':
      return ['–'];
    case 'unknown':
      return ['?'];
  }
};
