import { printable } from '../../engine/printable.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { levels } from '../../lesson/level.ts';
import type { Model } from '../model.ts';
import { hanging, justify, padded, widthOf, wrapped } from '../text/fit.ts';
import { markdownLines } from '../text/markdown.ts';
import { ruleLine } from '../text/rule.ts';
import type { Theme } from '../theme.ts';
import { counted, signs } from '../words.ts';
import { footerLine } from './footer.ts';
import { serverWords } from './header.ts';
import type { Size } from './layout.ts';
import { progressWords } from './next-bar.ts';
import { noAreas, type Screen } from './screen.ts';
import { windowOn } from './window.ts';

/** The lessons by topic, what the chosen one is about, and how the server is doing. */
export const listScreen = (model: Model, size: Size, theme: Theme): Screen => {
  const { columns, rows } = size;
  const inner = rows - 4;
  const isWide = columns >= 110;
  const listWidth = isWide ? Math.min(64, Math.round(columns * 0.45)) : columns;
  const detailHeight = isWide ? inner : Math.max(6, Math.round(inner * 0.38));
  const listHeight = isWide ? inner : inner - detailHeight - 1;
  const { lines, at } = listLines(model, listWidth - 2, theme);
  const offset = Math.max(0, at - Math.floor(listHeight / 2));
  const list = windowOn(lines, offset, { width: listWidth, height: listHeight });
  const lesson = model.catalogue[model.selected];
  const detailWidth = isWide ? columns - listWidth - 1 : columns;
  const details = windowOn(lesson ? detailLines(lesson, Math.min(detailWidth - 2, 90), theme) : [], 0, {
    width: detailWidth,
    height: detailHeight,
  });
  const note = list.note === undefined ? {} : { note: list.note };
  const title = 'Lessons';
  const body = isWide
    ? [
        ruleLine(
          [
            { width: listWidth, title, ...note },
            { width: detailWidth, title: 'About' },
          ],
          '┬',
          theme,
        ),
        ...list.lines.map((line, row) => `${line}${theme.faint('│')}${details.lines[row] ?? ''}`),
      ]
    : [
        ruleLine([{ width: columns, title, ...note }], '─', theme),
        ...list.lines,
        ruleLine([{ width: columns, title: 'About' }], '─', theme),
        ...details.lines,
      ];
  return {
    rows: [
      justify(
        ` ${theme.strong('isolab')}  ${theme.faint('see what isolation levels do, on a real MySQL server')}`,
        ` ${serverWords(model.server, theme, columns >= 120)} `,
        columns,
      ),
      ...body,
      statusLine(model, columns, theme),
      footerLine('list', columns, theme),
    ],
    areas: { ...noAreas, list: { max: 0, page: listHeight } },
  };
};

const listLines = (
  { catalogue, selected }: Model,
  width: number,
  theme: Theme,
): { readonly lines: readonly string[]; readonly at: number } => {
  const lines: string[] = [];
  let at = 0;
  for (const [index, lesson] of catalogue.entries()) {
    if (lesson.topic !== catalogue[index - 1]?.topic) {
      if (index > 0) lines.push('');
      lines.push(theme.strong(printable(lesson.topic)));
    }
    if (index === selected) at = lines.length;
    lines.push(
      index === selected ? theme.chosen(lessonLine('▸ ', lesson, width)) : lessonLine('  ', lesson, width),
    );
  }
  return { lines, at };
};

const lessonLine = (mark: string, lesson: Lesson, width: number): string => {
  const title = mark + printable(lesson.title);
  const anomaly = printable(lesson.anomaly ?? '');
  return widthOf(title) + widthOf(anomaly) + 2 > width
    ? padded(title, width)
    : justify(title, anomaly, width);
};

const detailLines = (lesson: Lesson, width: number, theme: Theme): readonly string[] => {
  const facts = [
    ...(lesson.anomaly === undefined ? [] : [printable(lesson.anomaly)]),
    lesson.levels.length === levels.length ? 'all levels' : lesson.levels.join(', '),
    ...(lesson.variants.length === 0 ? [] : [`with ${counted(lesson.variants.length, 'fix', 'fixes')}`]),
    ...(lesson.minutes === undefined ? [] : [`about ${lesson.minutes} min`]),
  ].join(' · ');
  return [
    theme.strong(printable(lesson.title)),
    ...wrapped(printable(lesson.summary), width),
    ...hanging('', theme.faint(facts), width),
    '',
    ...markdownLines(lesson.about, width, theme),
  ];
};

const statusLine = ({ server }: Model, columns: number, theme: Theme): string => {
  switch (server.status) {
    case 'coming':
      return padded(` ${theme.faint(progressWords(server.progress))}`, columns);
    case 'ready':
      return padded('', columns);
    case 'absent': {
      const { title, message } = server.problem;
      const says = theme.failed(`${signs.failed} ${title}: ${printable(message.split('\n')[0] ?? '')}`);
      return justify(` ${says}`, `  ${theme.strong('r')} try again `, columns);
    }
  }
};
