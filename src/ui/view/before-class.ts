import { promiseOf, promiseWords, withOwnWords } from '../../engine/words/promise-words.ts';
import { valueWords } from '../../engine/words/statement-words.ts';
import { placeOf } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { andMore } from '../../text/amounts.ts';
import { hanging, widthOf, wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Model, Presentation } from '../model/model.ts';
import type { RunModel } from '../model/run.ts';
import { comingPart } from '../model/talk.ts';
import { askedQuestion, nextSent } from '../present/present.ts';
import { coming } from '../run/coming.ts';
import { readsPast } from '../run/question.ts';
import { drawn } from '../text/lines.ts';
import { sqlLines } from '../text/sql.ts';
import { tableLines } from '../text/table.ts';
import type { Theme } from '../theme.ts';
import { classQuestionLines, classRevealLines } from './class-question.ts';
import { sentPrompt } from './sent-lines.ts';

export interface Presented extends Pick<Model, 'server'> {
  readonly run: RunModel;
  readonly presentation: Presentation;
}

/** The question to the class, or what came of the last one and who is next. */
export const beforeClass = (model: Presented, columns: number, theme: Theme): readonly string[] => {
  const { run, presentation } = model;
  const style = { theme, width: columns - 4 };
  const question = askedQuestion(model);
  const isTold = question === undefined && (run.lab?.finished === undefined || readsPast(run));
  const reveal = isTold ? classRevealLines(run, style) : [];
  return question && run.lab
    ? classQuestionLines(question, run.lab, style)
    : [...reveal, ...(reveal.length > 0 ? [''] : []), ...nextText(run, presentation, columns, theme)];
};

/** Who is next; the statement itself only while it is being written. */
const nextText = (
  run: RunModel,
  presentation: Presentation,
  columns: number,
  theme: Theme,
): readonly string[] => {
  const { lab, phase } = run;
  const { written } = presentation;
  if (run.notice !== undefined) return wrapped(theme.emphasis(printable(run.notice)), columns - 2);
  if (phase.kind === 'broken') {
    const { title, message } = phase.problem;
    return wrapped(theme.failed(`${signs.failed} ${title}: ${printable(message)}`), columns - 2);
  }
  if (lab === undefined) return [theme.faint('The server is coming.')];
  if (lab.finished) return endText(run, presentation, columns - 2, theme);
  if (phase.kind === 'taking') return [];
  const { plan } = coming(lab, run.order);
  if (plan.kind !== 'take')
    return [theme.faint(plan.kind === 'stuck' ? 'Nobody can go on.' : 'That was all.')];
  const session = lab.script.steps[plan.step]?.session ?? '';
  const index = placeOf(lab.script, session);
  const sent = nextSent(run);
  const prompt = `${sentPrompt({ ...sent, session }, index, theme)} `;
  if (written === undefined || sent === undefined) return [prompt];
  const { sql, values } = sent;
  const lines = sqlLines(
    prompt,
    `${sql.slice(0, written)}${written <= sql.length ? '▏' : ''}`,
    columns - 2,
    theme,
  );
  const where = valueWords(values)?.slice(0, Math.max(0, written - sql.length)) ?? '';
  if (where === '') return lines;
  return [...lines, ...hanging(' '.repeat(widthOf(prompt)), theme.faint(`with ${where}▏`), columns - 2)];
};

/** What became of the promise, with the rows that break it; then what the keys do there. */
const endText = (
  run: RunModel,
  presentation: Presentation,
  width: number,
  theme: Theme,
): readonly string[] => [
  ...verdictText(run, width, theme),
  ...wrapped(
    theme.faint(readsPast(run) ? 'The end. Space takes the answer away.' : endKeys(run, presentation)),
    width,
  ),
];

const endKeys = ({ lesson: { levels, variants } }: RunModel, presentation: Presentation): string => {
  const title = comingPart(presentation.talk)?.lesson.title;
  const others = [
    ...(levels.length > 1 ? ['1-4 another level'] : []),
    ...(variants.length > 0 ? ['v another variant'] : []),
  ];
  const next = title === undefined ? [] : [`Space the next lesson (${printable(title)})`];
  return ['The end.', [...next, 'r begins anew', ...others, 'o every order'].join(', ')].join(' ');
};

const mostRows = 4;

const verdictText = ({ lab, script }: RunModel, width: number, theme: Theme): readonly string[] => {
  const violations = lab?.finished?.violations;
  const promise = promiseOf(violations);
  if (script.invariant === undefined || promise === undefined || violations === undefined) return [];
  const says = `${promiseWords[promise]}${printable(lab ? withOwnWords(lab) : '')}: ${printable(script.invariant.says)}`;
  if (promise === 'holds') return hanging(`${signs.holds} `, says, width).map((one) => theme.committed(one));
  const { columns, rows } = violations;
  const more = rows.length - mostRows;
  return [
    ...hanging(`${signs.failed} `, says, width).map((one) => theme.failed(one)),
    ...tableLines({ columns, rows: rows.slice(0, mostRows) }, { theme, width, ruled: false }).map((line) =>
      drawn(line),
    ),
    ...(more > 0 ? [theme.faint(`  ${andMore(more, 'row')}`)] : []),
  ];
};
