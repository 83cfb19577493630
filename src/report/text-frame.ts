import type { TableView } from '../engine/events.ts';
import type { Finding } from '../engine/judge/finding.ts';
import { placeText } from '../engine/judge/place-words.ts';
import type { LabState } from '../engine/state.ts';
import { notHeldWords, orderWords } from '../engine/words/order-words.ts';
import { unaskedWords } from '../engine/words/promise-words.ts';
import { stuckWords } from '../engine/words/step-words.ts';
import { tableTitle } from '../engine/words/table-words.ts';
import type { Script } from '../lesson/script.ts';
import { printable } from '../printable.ts';
import { counted, listed } from '../text/amounts.ts';
import { hanging, wrapped } from '../text/fit.ts';
import { evidenceLines } from './evidence-lines.ts';
import { happenedLines } from './happened-lines.ts';
import type { Layout } from './layout.ts';
import type { Paint } from './paint.ts';
import { promiseLines } from './promise-lines.ts';
import { proseLines } from './prose.ts';
import { tableLines } from './table.ts';

/** What stands around the steps: the head, the committed rows, and the end with its conclusions. */

export const headLines = (state: LabState, { width }: Layout, paint: Paint): readonly string[] => {
  const { script } = state;
  const variant = script.variant ? ` · variant ${script.variant.id}: ${script.variant.title}` : '';
  const order = orderWords(script);
  const about = proseLines(script.about, width, paint);
  const variantAbout = script.variant ? proseLines(script.variant.about, width, paint) : [];
  return [
    ...wrapped(paint.strong(printable(script.title)), width),
    ...wrapped(
      printable(`${script.lesson} at ${script.level}${variant}${order === undefined ? '' : ` · ${order}`}`),
      width,
    ),
    ...(script.anomaly === undefined ? [] : wrapped(printable(script.anomaly), width)),
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
  return hanging(`${session.name}: `, text, room).map((line) =>
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
    const title = printable(tableTitle(view.name));
    if ('unreadable' in view) return wrapped(paint.faint(`${title}: ${printable(view.unreadable)}`), room);
    if (view.rows.length === 0) return wrapped(paint.faint(`${title}: none`), room);
    return [...wrapped(paint.faint(title), room), ...tableLines(view, room)];
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
  const stuck = finished?.end === 'stuck' ? wrapped(paint.bad(stuckWords), width) : [];
  const unasked = unaskedWords(state);
  const remember = script.remember.flatMap((one) =>
    proseLines(one, width - 2, paint).map((line, at) => `${at === 0 ? '• ' : '  '}${line}`),
  );
  // Addresses are not cut: a terminal makes links of whole ones.
  const sources = script.sources.flatMap(({ title, url }) => [
    ...hanging('• ', printable(title), width),
    `  ${paint.faint(printable(url))}`,
  ]);
  const pages = (script.pages ?? []).flatMap(({ title }) =>
    hanging('• ', printable(`${title}: in the lab, at i`), width),
  );
  return [
    ...stuck,
    ...openLines(state, width),
    ...(unasked === undefined ? [] : wrapped(printable(unasked), width)),
    ...promiseLines(script.invariant?.says, finished?.violations, width, paint),
    ...happenedLines(state, width, paint),
    ...(script.order === undefined
      ? findingLines(findings, script, width, paint)
      : wrapped(paint.faint(notHeldWords), width)),
    ...(remember.length > 0 ? ['', paint.strong('Remember'), ...remember] : []),
    ...(sources.length + pages.length > 0 ? ['', paint.strong('Read more'), ...pages, ...sources] : []),
  ];
};

/** Nobody has ended them: what they have done is rolled back with the run. */
const openLines = ({ sessions }: LabState, width: number): readonly string[] => {
  const open = sessions.filter(({ transaction }) => transaction !== undefined).map(({ name }) => name);
  if (open.length === 0) return [];
  const whose = open.length === 1 ? 'the transaction' : 'the transactions';
  return wrapped(printable(`Still open at the end: ${whose} of ${listed(open)}.`), width);
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
      : wrapped(paint.good(`✓ As the lesson says: ${counted(held, 'expectation')} held.`), width);
  }
  return [
    ...wrapped(
      paint.bad(`✗ Not as the lesson says: ${failed.length} of ${held + failed.length} did not hold.`),
      width,
    ),
    ...failed.flatMap((one) => [
      ...hanging('  ', printable(`${placeText(one.place, script)}: ${one.what}`), width),
      ...hanging('    expected: ', printable(one.expected), width),
      ...hanging('    observed: ', paint.bad(printable(one.observed)), width),
    ]),
  ];
};
