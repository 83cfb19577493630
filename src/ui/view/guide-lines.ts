import { expectedWords } from '../../engine/judge/expected-words.ts';
import { factsOf } from '../../engine/judge/facts.ts';
import { bindingsBefore } from '../../engine/judge/judge.ts';
import { factsWords } from '../../engine/judge/judge-step.ts';
import { leftScriptAt, wordsHold } from '../../engine/judge/words-hold.ts';
import type { LabState, StatementEntry } from '../../engine/state.ts';
import { stepStatements } from '../../engine/taken.ts';
import { whyAtEnd, whyTold } from '../../engine/why-told.ts';
import { differenceWords } from '../../engine/words/difference-words.ts';
import { withoutProseWords } from '../../engine/words/order-words.ts';
import type { Why } from '../../lesson/prose.ts';
import type { Script } from '../../lesson/script.ts';
import { printable, printableLines } from '../../printable.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { RunModel } from '../model/run.ts';
import { isRecorded, type Problem, type ServerModel } from '../model/server.ts';
import { differencesAt } from '../run/beside.ts';
import { type Coming, coming } from '../run/coming.ts';
import { evidenceOf } from '../run/evidence.ts';
import { hintOf } from '../run/hint.ts';
import { goesAtItsOwnPace, stepInHand } from '../run/in-hand.ts';
import { freshReveals, openQuestion } from '../run/question.ts';
import type { Sitting } from '../run/sitting.ts';
import { markdownLines } from '../text/markdown.ts';
import type { Theme } from '../theme.ts';
import { endGuide } from './end-lines.ts';
import { type Guide, type GuideStyle, headed, type StepStyle } from './guide.ts';
import { questionLines, revealLines } from './question-lines.ts';

/** What is said about the run: why the last step did what it did, what to look for in the next one. */
export const guideOf = (run: RunModel, server: ServerModel, style: GuideStyle, sitting?: Sitting): Guide => {
  if (run.phase.kind === 'broken') return problemGuide(run.phase.problem, style);
  if (run.lab === undefined) return comingGuide(server, style);
  const full = { ...style, isLab: !isRecorded(server) };
  return run.lab.finished
    ? endGuide(run.lab, run, toldAtEnd(run.lab, run), sitting, full)
    : stepGuide(run.lab, run, full);
};

const problemGuide = (problem: Problem, { theme, width }: GuideStyle): Guide => ({
  title: theme.failed(`${signs.failed} ${problem.title}`),
  lines: [
    ...printableLines(problem.message).flatMap((line) => wrapped(line, width)),
    '',
    ...problem.next.flatMap((one) => hanging(`${signs.answer} `, printable(one), width)),
    ...(problem.stack === undefined
      ? []
      : ['', ...printableLines(problem.stack).flatMap((line) => wrapped(theme.faint(line), width))]),
  ],
});

const comingGuide = (server: ServerModel, { theme, width }: GuideStyle): Guide => ({
  title: 'First',
  lines: [
    ...wrapped(
      server.status === 'ready'
        ? 'A sandbox is being made on the server: a schema of its own, removed afterwards.'
        : 'A real MySQL server is on its way. Everything you will see here is what it answers.',
      width,
    ),
    '',
    ...wrapped(
      theme.faint('Read the lesson meanwhile. Space takes the first step as soon as it can be taken.'),
      width,
    ),
  ],
});

const stepGuide = (lab: LabState, run: RunModel, style: StepStyle): Guide => {
  const { theme, width } = style;
  const { steps } = lab.script;
  const inHand = stepInHand(lab);
  const { plan, takes } = inHand === undefined ? coming(lab, run.order) : inHandPlan(inHand);
  const isWritten = takes === undefined && leftScriptAt(lab) === undefined;
  const look = plan.kind === 'take' && isWritten ? steps[plan.step]?.look : undefined;
  const sections = [
    ...revealSections(lab, run, style),
    ...differenceSections(run, style),
    ...whySections(lab, style),
    ...evidenceSections(run, style),
    ...leftSections(lab, run, style),
    ...(look === undefined ? [] : [{ head: 'Look', lines: markdownLines(look, width - 6, theme) }]),
    ...hintSections(run, style),
  ];
  const question = openQuestion(run);
  if (question !== undefined) {
    const bindings = bindingsBefore(lab, question.step);
    const asked = questionLines(question, bindings, { theme, width: width - 6 });
    return {
      title: 'What do you think?',
      lines: sectionLines([{ head: 'Ask', lines: asked }, ...sections.toReversed()], theme),
    };
  }
  if (sections.length === 0) return { title: 'Step by step', lines: quietLines(lab, run, style) };
  return { title: 'Step by step', lines: sectionLines(sections, theme) };
};

/** What there is to say of the last step. */
const toldAtEnd =
  (lab: LabState, run: RunModel) =>
  (style: StepStyle): readonly string[] =>
    [
      ...differenceSections(run, style),
      ...revealSections(lab, run, style),
      ...whySections(lab, style),
      ...leftSections(lab, run, style),
    ].flatMap(({ head, lines }) => ['', ...headed(head, lines, style.theme)]);

const inHandPlan = (step: number): Coming => ({ plan: { kind: 'take', step } });

/**
 * What the lesson says of the newest statement, and of waits that it has ended. While a step is being taken, nothing
 * new is said before its outcome is there or it is seen to wait for long.
 */
const whySections = (lab: LabState, { theme, width }: GuideStyle): readonly Section[] => {
  const statements = stepStatements(lab);
  const isEarly = stepInHand(lab) !== undefined && !goesAtItsOwnPace(lab);
  const newest = statements.at(isEarly ? -2 : -1);
  if (newest === undefined) return [];
  const freed = statements.filter(
    (one) => one !== newest && one.sentAt < newest.sentAt && endedIn(newest, one),
  );
  const told = [newest, ...freed].flatMap((entry) => {
    const { step } = entry;
    if (step === undefined || !wordsHold(lab, step)) return [];
    const { why } = lab.script.steps[step] ?? {};
    return entry === newest ? whyNow(why, entry) : (whyAtEnd(why) ?? []);
  });
  const sections = told.map((text) => ({ head: 'Why', lines: markdownLines(text, width - 6, theme) }));
  return [...sections, ...skippedSections(lab, newest, { theme, width })];
};

/** A wait that ended by itself: nobody had the time to read what was said while it lasted. */
const whyNow = (why: Why | undefined, entry: StatementEntry): readonly string[] => {
  const isOver = entry.status === 'finished' && entry.blockedAt !== undefined;
  const begins = isOver && typeof why === 'object' ? why.begins : undefined;
  return [begins, whyTold(why, entry)].filter((text) => text !== undefined);
};

/** What the lesson says of steps that were passed over since, as it expects. */
const skippedSections = (
  lab: LabState,
  newest: StatementEntry,
  { theme, width }: Pick<GuideStyle, 'theme' | 'width'>,
): readonly Section[] =>
  lab.timeline.slice(lab.timeline.indexOf(newest) + 1).flatMap((one) => {
    const { look, why, expect } = (one.kind === 'skip' && lab.script.steps[one.step]) || {};
    if (one.kind !== 'skip' || !expect?.skipped || !wordsHold(lab, one.step)) return [];
    return [
      ...(look === undefined ? [] : [{ head: 'Look', lines: markdownLines(look, width - 6, theme) }]),
      ...(typeof why === 'string' ? [{ head: 'Why', lines: markdownLines(why, width - 6, theme) }] : []),
    ];
  });

/** Did the statement that waited get its answer after the other one was sent? */
const endedIn = ({ sentAt }: StatementEntry, { blockedAt, finishedAt }: StatementEntry): boolean =>
  blockedAt !== undefined && finishedAt !== undefined && finishedAt >= sentAt;

/** Why the lesson falls silent: from there on its words are about another run. */
const leftSections = (
  lab: LabState,
  { order }: RunModel,
  { width, isLab }: StepStyle,
): readonly Section[] => {
  const left = leftScriptAt(lab);
  if (left === undefined) return [];
  const orders = order === undefined ? '' : ' o shows all orders.';
  const back = isLab && left === 'order' ? ` u comes back.${orders}` : '';
  const words = `Not as in the lesson. ${leftWords(lab, left)} What the lesson says from there on is about another run, and is left out.${back}`;
  return [{ head: 'Off', lines: wrapped(printable(words), width - 6) }];
};

const leftWords = (lab: LabState, left: number | 'order' | 'end'): string => {
  if (left === 'order')
    return `Step ${(lab.outOfTurn?.step ?? 0) + 1} came before its turn; steps keep the lesson's numbers.`;
  const expected = left === 'end' ? undefined : lab.script.steps[left]?.expect;
  if (left === 'end' || expected === undefined) return 'It ends in another way.';
  const there = expectedWords(expected, bindingsBefore(lab, left), lab);
  return `There step ${left + 1} is: ${there}. Here it is: ${factsWords(factsOf(lab, left))}.`;
};

/** What was said to a question, once the server has answered it, and for as long as that is news. */
const revealSections = (
  lab: LabState,
  { answers }: RunModel,
  { theme, width }: GuideStyle,
): readonly Section[] =>
  freshReveals(lab, answers).flatMap((reveal) => {
    // What the step itself has made known counts, too.
    const lines = revealLines(reveal, bindingsBefore(lab, reveal.step + 1), { theme, width: width - 6 });
    return lines.length === 0 ? [] : [{ head: 'You', lines }];
  });

/** What came out otherwise here than in the run before, at another level or in another variant. */
const differenceSections = ({ beside, lab, track }: RunModel, { width }: GuideStyle): readonly Section[] => {
  if (beside === undefined || lab === undefined || !lab.settled) return [];
  const lines = differencesAt(beside.lab, track.states, track.at).flatMap((step) =>
    wrapped(printable(differenceWords(beside.lab, beside.where, lab, step)), width - 6),
  );
  return lines.length === 0 ? [] : [{ head: '≠', lines }];
};

/** What the lab derives itself, beside what the lesson says. */
const evidenceSections = (run: RunModel, { width }: GuideStyle): readonly Section[] => {
  const lines = evidenceOf(run).flatMap((one) => wrapped(printable(one), width - 6));
  return lines.length === 0 ? [] : [{ head: 'Seen', lines }];
};

/** The hint for the next step, once it was asked for. */
const hintSections = (run: RunModel, { theme, width }: GuideStyle): readonly Section[] => {
  const hint = hintOf(run);
  if (hint === undefined || run.hinted !== hint.step) return [];
  return [{ head: 'Hint', lines: markdownLines(hint.text, width - 6, theme) }];
};

interface Section {
  readonly head: string;
  readonly lines: readonly string[];
}

const sectionLines = (sections: readonly Section[], theme: Theme): readonly string[] =>
  sections.flatMap(({ head, lines }, index) => [...(index > 0 ? [''] : []), ...headed(head, lines, theme)]);

const quietLines = (lab: LabState, { lesson }: RunModel, { theme, width }: GuideStyle): readonly string[] => {
  if (lab.timeline.length > 0) return [];
  const { variant } = lab.script;
  const race = lesson.handler === undefined ? '' : ' R sends many requests at once.';
  return [
    ...(variant === undefined ? [] : [...variantLines(variant, width, theme), '']),
    ...wrapped(theme.faint(`Nothing has happened yet. Space takes the first step.${race}`), width),
  ];
};

const orderLines = ({ order }: Pick<Script, 'order'>, width: number): readonly string[] =>
  order === undefined ? [] : [...wrapped(printable(withoutProseWords(order)), width), ''];

const variantLines = (
  { title, about }: NonNullable<Script['variant']>,
  width: number,
  theme: Theme,
): readonly string[] => [
  ...wrapped(theme.strong(printable(title)), width),
  ...markdownLines(about, width, theme),
];

/** Before the first step: what the lesson is about, who takes part, what there is to read beside the steps. */
export const aboutLines = (script: Script, { theme, width }: GuideStyle): readonly string[] => [
  ...orderLines(script, width),
  ...markdownLines(script.about, width, theme),
  ...(script.variant ? ['', ...variantLines(script.variant, width, theme)] : []),
  '',
  ...script.sessions.flatMap((session, index) =>
    hanging(`${theme.session(index)(session.name)}  `, printable(session.role), width),
  ),
  ...(script.pages ?? []).flatMap(({ title, text }) => [
    '',
    theme.strong(printable(title)),
    '',
    ...markdownLines(text, width, theme),
  ]),
];
