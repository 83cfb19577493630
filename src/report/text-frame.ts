import type { TableView } from '../engine/events.ts';
import type { Finding } from '../engine/judge/finding.ts';
import type { LabState } from '../engine/state.ts';
import { redisTable, type Script } from '../lesson/script.ts';
import { printable } from '../printable.ts';
import { evidenceLines } from './evidence-lines.ts';
import type { Layout } from './layout.ts';
import { count } from './outcome-lines.ts';
import type { Paint } from './paint.ts';
import { proseLines } from './prose.ts';
import { tableLines } from './table.ts';
import { wrap, wrapBehind } from './wrap.ts';

/** What stands around the steps: the head, the committed rows, and the end with its conclusions. */

export const headLines = (state: LabState, { width }: Layout, paint: Paint): readonly string[] => {
  const { script } = state;
  const variant = script.variant ? ` · variant ${script.variant.id}: ${script.variant.title}` : '';
  const about = proseLines(script.about, width, paint);
  const variantAbout = script.variant ? proseLines(script.variant.about, width, paint) : [];
  return [
    ...wrap(paint.strong(printable(script.title)), width),
    ...wrap(printable(`${script.lesson} at ${script.level}${variant}`), width),
    ...(script.anomaly === undefined ? [] : wrap(printable(script.anomaly), width)),
    ...evidenceLines(state, width, paint),
    '',
    ...(about.length > 0 ? [...about, ''] : []),
    ...(variantAbout.length > 0 ? [...variantAbout, ''] : []),
  ];
};

/** The name and role of a session, and its level when not all have the same. */
export const sessionHead = (script: Script, index: number, room: number, paint: Paint): readonly string[] => {
  const session = script.sessions[index];
  if (session === undefined) return [];
  const mixed = script.sessions.some((one) => one.level !== script.level);
  const text = printable(`${session.role}${mixed ? ` (${session.level})` : ''}`);
  return wrapBehind(`${session.name}: `, text, room).map((line) =>
    line.startsWith(session.name) ? paint.session(index)(line) : line,
  );
};

export const committedLines = (
  views: readonly TableView[],
  layout: Layout,
  paint: Paint,
): readonly string[] => {
  const room = layout.width - layout.gutter;
  const lines = views.flatMap((view) => {
    const title = view.name === redisTable ? 'keys in Redis' : `committed rows of ${printable(view.name)}`;
    if ('unreadable' in view) return wrap(paint.faint(`${title}: ${printable(view.unreadable)}`), room);
    if (view.rows.length === 0) return wrap(paint.faint(`${title}: none`), room);
    return [...wrap(paint.faint(title), room), ...tableLines(view, room)];
  });
  return lines.map((line) => ' '.repeat(layout.gutter) + line);
};

export const endLines = (
  state: LabState,
  findings: readonly Finding[],
  { width }: Layout,
  paint: Paint,
): readonly string[] => {
  const { script, finished } = state;
  const stuck =
    finished?.end === 'stuck'
      ? wrap(paint.bad('The run was stuck: statements waited that nobody was left to free.'), width)
      : [];
  const remember = script.remember.flatMap((one) => wrapBehind('• ', printable(one), width));
  // Addresses are not cut: a terminal makes links of whole ones.
  const sources = script.sources.flatMap(({ title, url }) => [
    ...wrapBehind('• ', printable(title), width),
    `  ${paint.faint(printable(url))}`,
  ]);
  const pages = (script.pages ?? []).flatMap(({ title }) =>
    wrapBehind('• ', printable(`${title}: in the lab, at i`), width),
  );
  return [
    ...stuck,
    ...invariantLines(state, width, paint),
    ...findingLines(findings, script, width, paint),
    ...(remember.length > 0 ? ['', paint.strong('Remember'), ...remember] : []),
    ...(sources.length + pages.length > 0 ? ['', paint.strong('Read more'), ...pages, ...sources] : []),
  ];
};

const invariantLines = ({ script, finished }: LabState, width: number, paint: Paint): readonly string[] => {
  if (script.invariant === undefined || finished?.violations === undefined) return [];
  const says = printable(script.invariant.says.replace(/\.$/, ''));
  if (finished.violations.rows.length === 0) return wrap(paint.good(`✓ Kept: ${says}.`), width);
  return [
    ...wrap(paint.bad(`✗ Broken: ${says}. These rows break it:`), width),
    ...tableLines(finished.violations, width - 2).map((line) => `  ${line}`),
  ];
};

/** What was expected and did not come, one finding an entry; a count of what did. */
export const findingLines = (
  findings: readonly Finding[],
  script: Script,
  width: number,
  paint: Paint,
): readonly string[] => {
  const failed = findings.filter((one) => one.verdict === 'fails');
  const held = findings.filter((one) => one.verdict === 'holds').length;
  if (failed.length === 0) {
    return held === 0
      ? []
      : wrap(paint.good(`✓ As the lesson says: ${count(held, 'expectation')} held.`), width);
  }
  return [
    ...wrap(
      paint.bad(`✗ Not as the lesson says: ${failed.length} of ${held + failed.length} did not hold.`),
      width,
    ),
    ...failed.flatMap((one) => [
      ...wrapBehind('  ', printable(`${placeWords(one, script)}, ${one.what}`), width),
      ...wrapBehind('    expected: ', printable(one.expected), width),
      ...wrapBehind('    observed: ', paint.bad(printable(one.observed)), width),
    ]),
  ];
};

const placeWords = ({ place }: Finding, script: Script): string => {
  if (typeof place !== 'number') return 'at the end';
  const step = script.steps[place];
  if (step === undefined) return `step ${place + 1}`;
  return `step ${place + 1} (${step.session}: ${step.sql.trim().replaceAll(/\s+/g, ' ')}; line ${step.line})`;
};
