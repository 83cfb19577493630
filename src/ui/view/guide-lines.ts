import { expectedWords } from '../../engine/judge/expected-words.ts';
import { factsOf } from '../../engine/judge/facts.ts';
import { bindingsBefore } from '../../engine/judge/judge.ts';
import { doneWords, factsWords } from '../../engine/judge/judge-step.ts';
import { leftScriptAt } from '../../engine/judge/words-hold.ts';
import { valuesOf } from '../../engine/kept.ts';
import { sentOf } from '../../engine/sent.ts';
import type { LabState, StatementEntry } from '../../engine/state.ts';
import { ownSince, stepStatements } from '../../engine/taken.ts';
import { okWords } from '../../engine/words/outcome-words.ts';
import { flatSql } from '../../engine/words/statement-words.ts';
import { placeOf } from '../../lesson/script.ts';
import { printable, printableLines } from '../../printable.ts';
import { hanging, widthOf, wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { RunModel } from '../model/run.ts';
import { isRecorded, type Problem, type ServerModel } from '../model/server.ts';
import { type Coming, coming } from '../run/coming.ts';
import { hintOf } from '../run/hint.ts';
import { stepInHand } from '../run/in-hand.ts';
import { type Past, pastOf } from '../run/past.ts';
import { openQuestion, readsPast } from '../run/question.ts';
import type { Sitting } from '../run/sitting.ts';
import { markdownLines } from '../text/markdown.ts';
import type { Theme } from '../theme.ts';
import { variantLines } from './about-lines.ts';
import { breakingLines } from './breaking-lines.ts';
import { endGuide } from './end-lines.ts';
import { type Guide, type GuideStyle, headed, type Section, type StepStyle } from './guide.ts';
import { briefWords } from './outcome-lines.ts';
import { questionLines, revealLines } from './question-lines.ts';
import { sentLines, sentPrompt } from './sent-lines.ts';

/** What is said about the run: why the last step did what it did, what to look for in the next one. */
export const guideOf = (run: RunModel, server: ServerModel, style: GuideStyle, sitting?: Sitting): Guide => {
  if (run.phase.kind === 'broken') return problemGuide(run.phase.problem, style);
  if (run.lab === undefined) return comingGuide(server, run, style);
  const full = { ...style, isLab: !isRecorded(server) };
  return run.lab.finished && !readsPast(run)
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

const comingGuide = (server: ServerModel, run: RunModel, style: GuideStyle): Guide => {
  const { theme, width } = style;
  const way =
    server.status === 'ready'
      ? 'A sandbox is being made on the server: a schema of its own, removed afterwards.'
      : 'A real MySQL server is on its way. Everything you will see here is what it answers.';
  const meanwhile = 'Read the lesson meanwhile. Space takes the first step as soon as it can be taken.';
  return {
    title: 'First',
    lines: [
      ...wrapped(way, width),
      '',
      ...(run.breaking ? breakingLines(run, run.breaking, style) : wrapped(theme.faint(meanwhile), width)),
    ],
  };
};

const stepGuide = (lab: LabState, run: RunModel, style: StepStyle): Guide => {
  const { theme, width } = style;
  const told = pastOf(lab, run);
  if (run.breaking) {
    const came = pastSections(lab, told, style);
    return {
      title: 'Break it',
      lines: [
        ...breakingLines(run, run.breaking, style),
        ...(came.length === 0 ? [] : ['', ...sectionLines(came, theme)]),
      ],
    };
  }
  const past = [...pastSections(lab, told, style), ...leftSections(lab, run, style)];
  if (readsPast(run)) {
    const lines = past.length === 0 ? quietLines(lab, run, style) : sectionLines(past, theme);
    return { title: whatCame, lines };
  }
  const look = lookSections(lab, run, style);
  const hint = hintSections(run, style);
  const question = openQuestion(run);
  if (question !== undefined) {
    const bindings = bindingsBefore(lab, question.step);
    const asked = questionLines(question, bindings, { theme, width: width - 6 });
    return {
      title: 'What do you think?',
      lines: sectionLines(
        [{ head: 'Ask', lines: asked.lines }, ...hint, ...longSections(lab, question.step, style), ...look],
        theme,
      ),
      ...(asked.at !== undefined && { at: asked.at }),
    };
  }
  const sections = [...past, ...look, ...hint];
  const title = told.reveals.length > 0 ? whatCame : 'Step by step';
  return {
    title,
    lines: sections.length === 0 ? quietLines(lab, run, style) : sectionLines(sections, theme),
  };
};

const whatCame = 'What came';

/** The statement that is asked about, where the line of the next step has no room for all of it. */
const longSections = (lab: LabState, at: number, { theme, width }: GuideStyle): readonly Section[] => {
  const step = lab.script.steps[at];
  if (step === undefined) return [];
  const sent = sentOf(step, valuesOf(lab, step.session));
  if (widthOf(flatSql(sent.sql)) <= width - beforeSql) return [];
  const prompt = sentPrompt({ ...sent, session: step.session }, placeOf(lab.script, step.session), theme);
  return [{ head: 'Step', lines: sentLines(`${prompt} `, sent, width - 6, theme) }];
};

/** Columns that the key, the step's number and the session take before it, about. */
const beforeSql = 28;

/** What to look for in the step that comes, or in the one that is being taken. */
const lookSections = (
  lab: LabState,
  { order }: RunModel,
  { theme, width }: GuideStyle,
): readonly Section[] => {
  const inHand = stepInHand(lab);
  const { plan, takes } = inHand === undefined ? coming(lab, order) : inHandPlan(inHand);
  const isWritten = takes === undefined && leftScriptAt(lab) === undefined;
  const look = plan.kind === 'take' && isWritten ? lab.script.steps[plan.step]?.look : undefined;
  if (look === undefined || plan.kind !== 'take') return [];
  // After a statement of one's own it would be read as about that.
  const of = ownSince(lab) ? [theme.faint(`In step ${plan.step + 1}, which comes next:`)] : [];
  return [{ head: 'Look', lines: [...of, ...markdownLines(look, width - 6, theme)] }];
};

/** What there is to say of the last step; answers have been told on a page of their own. */
const toldAtEnd =
  (lab: LabState, run: RunModel) =>
  (style: StepStyle): readonly string[] => {
    const past = pastOf(lab, run);
    return [
      ...differenceSections(past, style),
      ...whySections(past, style),
      ...leftSections(lab, run, style),
    ].flatMap(({ head, lines }) => ['', ...headed(head, lines, style.theme)]);
  };

const inHandPlan = (step: number): Coming => ({ plan: { kind: 'take', step } });

/** What was said to a question and what came, the lesson's note on it, and what else is seen. */
const pastSections = (lab: LabState, past: Past, style: GuideStyle): readonly Section[] => {
  const seen = past.seen.flatMap((one) => wrapped(printable(one), style.width - 6));
  return [
    ...revealSections(lab, past, style),
    ...differenceSections(past, style),
    ...whySections(past, style),
    ...endedSections(past, style),
    ...(seen.length === 0 ? [] : [{ head: 'Seen', lines: seen }]),
  ];
};

const whySections = ({ whys, skipped }: Past, { theme, width }: GuideStyle): readonly Section[] => {
  const section = (head: string, text: string): Section => ({
    head,
    lines: markdownLines(text, width - 6, theme),
  });
  return [
    ...whys.map((text) => section('Note', text)),
    ...skipped.flatMap(({ look, why }) => [
      ...(look === undefined ? [] : [section('Look', look)]),
      ...(why === undefined ? [] : [section('Note', why)]),
    ]),
  ];
};

/** What came of waits that are over, by the server's word. */
const endedSections = ({ ended }: Past, { theme, width }: GuideStyle): readonly Section[] =>
  ended.map((entry) => ({ head: 'Then', lines: cameLines(entry, theme, width - 6) }));

/** Why the lesson falls silent: from there on its words are about another run. */
const leftSections = (
  lab: LabState,
  { breaking, shows, order, track }: RunModel,
  { width, isLab }: StepStyle,
): readonly Section[] => {
  // An exercise has no words that would be left out.
  if (breaking || shows !== undefined) return [];
  const left = leftScriptAt(lab);
  const untold = lab.isOverlapped ? [{ head: 'Off', lines: wrapped(untoldWords, width - 6) }] : [];
  if (left === undefined) return untold;
  const before = track.states[track.at - 1];
  if (typeof left === 'number' && !lab.finished && before && leftScriptAt(before) === left) {
    const words = `Not as in the lesson since step ${left + 1}: its words are left out.`;
    return [{ head: 'Off', lines: wrapped(words, width - 6) }, ...untold];
  }
  const orders = order === undefined ? '' : ' o shows all orders.';
  const back = isLab && left === 'order' ? ` u comes back.${orders}` : '';
  const words = `Not as in the lesson. ${leftWords(lab, left)} What the lesson says from there on is about another run, and is left out.${back}`;
  return [{ head: 'Off', lines: wrapped(printable(words), width - 6) }, ...untold];
};

const untoldWords =
  'A statement was sent while another one was at work. What came between nobody has looked at, so from there on the lab derives nothing (“Seen”) in this run. r begins anew.';

const leftWords = (lab: LabState, left: number | 'order' | 'end'): string => {
  if (left === 'order')
    return `Step ${(lab.outOfTurn?.step ?? 0) + 1} came before its turn; steps keep the lesson's numbers.`;
  if (left === 'end') return 'It ends in another way.';
  const step = lab.script.steps[left];
  if (step === undefined) return 'It ends in another way.';
  const there = step.expect ? expectedWords(step.expect, bindingsBefore(lab, left), lab) : doneWords(step);
  return `There, at ${lab.script.level}, step ${left + 1} is: ${there}. Here it is: ${factsWords(factsOf(lab, left))}.`;
};

/** What was said to a question, once the server has answered it, and for as long as that is news. */
const revealSections = (lab: LabState, { reveals }: Past, { theme, width }: GuideStyle): readonly Section[] =>
  reveals.map((reveal) => ({
    head: 'You',
    // What the step itself has made known counts, too.
    lines: revealLines(reveal, bindingsBefore(lab, reveal.step + 1), { theme, width: width - 6 }),
  }));

/** What came out otherwise here than in the run before, at another level or in another variant. */
const differenceSections = ({ differences }: Past, { width }: GuideStyle): readonly Section[] => {
  const lines = differences.flatMap((words) => wrapped(printable(words), width - 6));
  return lines.length === 0 ? [] : [{ head: '≠', lines }];
};

/** The hint for the next step, once it was asked for. */
const hintSections = (run: RunModel, { theme, width }: GuideStyle): readonly Section[] => {
  const hint = hintOf(run);
  if (hint === undefined || run.hinted !== hint.step) return [];
  return [{ head: 'Hint', lines: markdownLines(hint.text, width - 6, theme) }];
};

const sectionLines = (sections: readonly Section[], theme: Theme): readonly string[] =>
  sections.flatMap(({ head, lines }, index) => [...(index > 0 ? [''] : []), ...headed(head, lines, theme)]);

/** Where nobody has written a word, what the server has said. */
const quietLines = (lab: LabState, { lesson }: RunModel, { theme, width }: GuideStyle): readonly string[] => {
  const newest = ownSince(lab) ?? stepStatements(lab).at(-1);
  if (newest !== undefined) return cameLines(newest, theme, width);
  if (lab.timeline.length > 0) return [];
  const { variant } = lab.script;
  const race = lesson.handler === undefined ? '' : ' R sends many requests at once.';
  return [
    ...(variant === undefined ? [] : [...variantLines(variant, width, theme), '']),
    ...wrapped(theme.faint(`Nothing has happened yet. Space takes the first step.${race}`), width),
  ];
};

/** What the server has said to a statement by now. */
const cameLines = (entry: StatementEntry, theme: Theme, width: number): readonly string[] => {
  const { step, session, outcome } = entry;
  const waits = entry.status === 'blocked' ? 'waits' : 'is at work';
  const brief = outcome === undefined ? waits : briefWords(outcome, entry, theme);
  // Beside other words, so many rows alone would be the answer of a SELECT.
  const came = outcome?.kind === 'ok' && entry.to === undefined ? okWords(outcome, entry.sql) : brief;
  const place = step === undefined ? 'Your own statement, ' : `Step ${step + 1}, `;
  return hanging(`${theme.faint(`${place}${printable(session)}:`)} `, came, width);
};
