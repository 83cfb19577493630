import { minutesOf, minutesWords } from '../../course/minutes.ts';
import { needsOf } from '../../course/needs.ts';
import { kindWords } from '../../exercise/kind-words.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { levels } from '../../lesson/level.ts';
import { printable } from '../../printable.ts';
import { isDone, type LessonProgress, placeKey, scoreIn, standingIn } from '../../progress/progress.ts';
import { counted, scoreWords } from '../../text/amounts.ts';
import { hanging, justify, padded, widthOf, wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Idle } from '../keys/idle.ts';
import type { KeyScope } from '../keys/keys.ts';
import { hasSeenSome, timeOf } from '../list/course.ts';
import { doubtWords } from '../list/doubt.ts';
import { listed } from '../list/search.ts';
import { suggestedLesson } from '../list/student.ts';
import type { Model } from '../model/model.ts';
import { markdownLines } from '../text/markdown.ts';
import { ruleLine } from '../text/rule.ts';
import type { Theme } from '../theme.ts';
import { footerLine } from './footer.ts';
import { serverWords } from './header.ts';
import type { Size } from './layout.ts';
import { progressWords } from './next-bar.ts';
import { noAreas, type Screen } from './screen.ts';
import { needsWords, topicAbout, topicLine } from './topic-lines.ts';
import { windowOn } from './window.ts';

/** The map of the course: its lessons by topic, what the chosen one is about, and how the server is doing. */
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
  const details = windowOn(
    lesson ? detailLines(lesson, model, Math.min(detailWidth - 2, 90), theme) : [],
    0,
    {
      width: detailWidth,
      height: detailHeight,
    },
  );
  const note = list.note === undefined ? {} : { note: list.note };
  const about = { title: 'About', ...(details.note !== undefined && { note: details.note }) };
  const title = titleOf(model);
  const body = isWide
    ? [
        ruleLine(
          [
            { width: listWidth, title, ...note },
            { width: detailWidth, ...about },
          ],
          '┬',
          theme,
        ),
        ...list.lines.map((line, row) => `${line}${theme.faint('│')}${details.lines[row] ?? ''}`),
      ]
    : [
        ruleLine([{ width: columns, title, ...note }], '─', theme),
        ...list.lines,
        ruleLine([{ width: columns, ...about }], '─', theme),
        ...details.lines,
      ];
  const name = ` ${theme.strong('isolab')}  ${theme.faint('see what isolation levels do, on a real MySQL server')}`;
  return {
    rows: [
      justify(name, `  ${serverWords(model.server, theme, columns - widthOf(name) - 3)} `, columns),
      ...body,
      statusLine(model, columns, theme),
      footerLine(listScope(model), columns, theme, idleIn(model)),
    ],
    areas: { ...noAreas, list: { max: 0, page: listHeight } },
  };
};

const titleOf = ({ search, course, catalogue, progress }: Model): string => {
  if (search !== undefined) return `Lessons with “${printable(search.text)}”`;
  if (course === undefined) return 'Lessons';
  const { all, left } = timeOf(catalogue, progress);
  const time = left === all ? minutesWords(all) : `${minutesWords(left)} left`;
  return `${printable(course.title)} · ${time}`;
};

/** Keys that have nothing to do. */
export const idleIn = (model: Model): Idle => [
  ...(model.catalogue[suggestedLesson(model)] === undefined ? (['open-next'] as const) : []),
  ...(hasSeenSome(model) ? [] : (['review'] as const)),
];

const listLines = (
  model: Model,
  width: number,
  theme: Theme,
): { readonly lines: readonly string[]; readonly at: number } => {
  const { catalogue, selected, progress } = model;
  const lines: string[] = [];
  let at = 0;
  let topic: string | undefined;
  const indices = listed(model);
  if (model.isReading) lines.push(theme.faint('Reading the lessons'));
  else if (indices.length === 0) lines.push(theme.faint('No lesson has these words. Esc shows all of them.'));
  for (const index of indices) {
    const lesson = catalogue[index];
    if (lesson === undefined) continue;
    if (lesson.topic !== topic) {
      if (topic !== undefined) lines.push('');
      topic = lesson.topic;
      lines.push(topicLine(model, lesson, width, theme));
    }
    if (index === selected) at = lines.length;
    const mark = standingSigns[standingIn(lesson, progress[lesson.id])];
    const line = lessonLine(
      `${mark}${index === selected ? '▸' : ' '} `,
      lesson,
      anomalyIn(lesson, progress[lesson.id]),
      width,
    );
    lines.push(index === selected ? theme.chosen(line) : line);
  }
  return { lines, at };
};

const standingSigns = { new: ' ', begun: signs.partly, seen: signs.seen, whole: signs.whole } as const;

/** "◈ break it" */
const exerciseFact = ({ exercise }: Lesson): readonly string[] =>
  exercise === undefined ? [] : [`${signs.exercise} ${kindWords[exercise.asks.kind]}`];

/** What happens in a lesson is what it asks: its name is told to those who have seen the end. */
const anomalyIn = (lesson: Lesson, progress: LessonProgress | undefined): string | undefined =>
  lesson.anomaly === undefined || !isDone(lesson, progress) ? undefined : printable(lesson.anomaly);

const lessonLine = (mark: string, lesson: Lesson, anomaly: string | undefined, width: number): string => {
  const title = mark + printable(lesson.title);
  const minutes = minutesWords(minutesOf(lesson));
  const all = [...(anomaly === undefined ? [] : [anomaly]), ...exerciseFact(lesson), minutes].join('  ');
  const facts =
    [all, [...exerciseFact(lesson), minutes].join('  '), minutes].find(
      (one) => widthOf(title) + widthOf(one) + 2 <= width,
    ) ?? '';
  return justify(title, facts, width);
};

const doneWords = (lesson: Lesson, progress: LessonProgress | undefined): readonly string[] => {
  if (progress === undefined) return [];
  if (lesson.exercise) return [progress.solved ? `${signs.whole} Solved.` : 'Begun, and not solved yet.'];
  const score = scoreIn(progress);
  const all = lesson.levels.length * (lesson.variants.length + 1);
  return [
    ...(progress.steps > 0
      ? [`You are after step ${progress.steps} at ${placeKey(progress.level, progress.variant)}.`]
      : []),
    ...(progress.seen.length > 0
      ? [`Seen to the end: ${progress.seen.length} of ${all} levels and variants.`]
      : []),
    ...(score.given > 0 ? [`${scoreWords(score)}.`] : []),
  ];
};

/** Some are fixes, some are half a fix, some are none: their titles say which. */
const variantFacts = ({ variants }: Lesson): readonly string[] =>
  variants.length === 0 ? [] : [`with ${counted(variants.length, 'variant')}`];

const detailLines = (lesson: Lesson, model: Model, width: number, theme: Theme): readonly string[] => {
  const progress = model.progress[lesson.id];
  const anomaly = anomalyIn(lesson, progress);
  const facts = [
    ...(anomaly === undefined ? [] : [anomaly]),
    ...(lesson.exercise
      ? [`exercise: ${kindWords[lesson.exercise.asks.kind]}`]
      : [lesson.levels.length === levels.length ? 'all levels' : lesson.levels.join(', ')]),
    ...variantFacts(lesson),
    ...needsOf(lesson).map((one) => `needs ${one}`),
    `about ${minutesWords(minutesOf(lesson))}`,
  ].join(' · ');
  const [title, id] = [printable(lesson.title), printable(lesson.id)];
  return [
    // By its id other lessons name it, and every command.
    ...(widthOf(title) + widthOf(id) + 2 <= width
      ? [justify(theme.strong(title), theme.faint(id), width)]
      : [theme.strong(title), theme.faint(id)]),
    ...wrapped(printable(lesson.summary), width),
    ...hanging('', theme.faint(facts), width),
    ...needsWords(lesson, model).flatMap((line) => wrapped(theme.emphasis(line), width)),
    ...doneWords(lesson, progress).flatMap((line) => wrapped(line, width)),
    '',
    ...topicAbout(lesson, model, width, theme),
    ...(lesson.exercise ? [...markdownLines(lesson.exercise.task, width, theme), ''] : []),
    ...markdownLines(lesson.about, width, theme),
  ];
};

/** What the keys do while the list is on the screen. */
export const listScope = ({ doubt, search }: Pick<Model, 'doubt' | 'search'>): KeyScope => {
  if (doubt) return 'doubt';
  return search?.isTyping ? 'search' : 'list';
};

const statusLine = (model: Model, columns: number, theme: Theme): string => {
  const { server, search, trouble } = model;
  if (model.notice !== undefined) return padded(` ${printable(model.notice)}`, columns);
  if (model.doubt) return padded(` ${theme.waiting(printable(doubtWords(model.doubt)))}`, columns);
  if (search?.isTyping) return padded(` ${theme.strong('/')}${printable(search.text)}▏`, columns);
  switch (server.status) {
    case 'coming':
      return padded(` ${theme.faint(progressWords(server.progress))}`, columns);
    case 'ready':
      return padded(
        trouble === undefined ? ` ${suggestion(model, theme)}` : ` ${printable(trouble)}`,
        columns,
      );
    case 'absent': {
      const { title, message, next } = server.problem;
      const says = theme.failed(`${signs.failed} ${title}: ${printable(message.split('\n')[0] ?? '')}`);
      // The ways to a server have no room here; in a lesson they have.
      const more = next.length === 0 ? '' : `  ${theme.strong('Enter')} what to do`;
      return justify(` ${says}`, `${more}  ${theme.strong('r')} try again `, columns);
    }
  }
};

/** What to do next, for somebody who has done something already; where the list stands on another lesson, what Enter opens first. */
const suggestion = (model: Model, theme: Theme): string => {
  if (model.isReading || Object.keys(model.progress).length === 0) return '';
  const lesson = model.catalogue[suggestedLesson(model)];
  if (lesson === undefined)
    return theme.faint('You have seen every lesson to its end, at one level at least.');
  const isBegun = (id: string): boolean => (model.progress[id]?.steps ?? 0) > 0;
  const next = `${theme.faint(`${isBegun(lesson.id) ? 'Go on with' : 'Next'}:`)} ${printable(lesson.title)}`;
  const chosen = listed(model).includes(model.selected) ? model.catalogue[model.selected] : undefined;
  if (chosen === undefined || chosen === lesson) return next;
  const opens = `Enter ${isBegun(chosen.id) ? 'goes on with' : 'opens'}:`;
  return `${theme.faint(opens)} ${printable(chosen.title)}   ${next}`;
};
