import { stripVTControlCharacters } from 'node:util';
import { topicOf } from '../../course/course.ts';
import { minutesOf } from '../../course/minutes.ts';
import { orderWords } from '../../engine/words/order-words.ts';
import { kindWords } from '../../exercise/kind-words.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { printable } from '../../printable.ts';
import { standingIn } from '../../progress/progress.ts';
import { andMore } from '../../text/amounts.ts';
import { promptScope, scopesBelow } from '../keys/scope.ts';
import { timeOf } from '../list/course.ts';
import { doubtWords } from '../list/doubt.ts';
import { listed } from '../list/search.ts';
import type { Model } from '../model/model.ts';
import type { RunModel } from '../model/run.ts';
import { pageOf } from '../present/talk.ts';
import { coveredSessions } from '../run/covered.ts';
import { labNow } from '../run/lab-now.ts';
import { typedQuestion } from '../run/question.ts';
import { sittingOf } from '../run/sitting.ts';
import { drawn, type Line } from '../text/lines.ts';
import { markdownLines } from '../text/markdown.ts';
import type { Theme } from '../theme.ts';
import { aboutBreaking, firstOfBreaking } from './about-breaking.ts';
import { aboutLines } from './about-lines.ts';
import { beforeClass } from './before-class.ts';
import { tablesLines } from './data-lines.ts';
import { aboutFixing } from './fixing-lines.ts';
import { footerLine } from './footer.ts';
import { glossaryLines } from './glossary-lines.ts';
import { guideOf } from './guide-lines.ts';
import { evidenceWords, scriptInHand, serverWords } from './header.ts';
import { helpLines } from './help-lines.ts';
import { linearCompare } from './linear-compare.ts';
import { linearFixing, linearReading } from './linear-fixing.ts';
import { linearMap } from './linear-map.ts';
import { linearOrders } from './linear-orders.ts';
import { linearRace } from './linear-race.ts';
import { linearReview } from './linear-review.ts';
import { linearVersions } from './linear-versions.ts';
import { linearWhoSees } from './linear-who-sees.ts';
import { idleIn, listScope } from './list-screen.ts';
import { lockLines } from './lock-lines.ts';
import { momentLines } from './moment-lines.ts';
import { momentsOf } from './moments.ts';
import { nextBar } from './next-bar.ts';
import { promptLines } from './prompt-lines.ts';
import { doing } from './session-heads.ts';
import { silenceWords } from './silence-line.ts';
import { spokenSources } from './source-lines.ts';
import { staleLines } from './stale-lines.ts';
import { needsWords, timeWords, topicTime } from './topic-lines.ts';
import { spokenTurn } from './turn-lines.ts';
import { versionStyle } from './version-lines.ts';

/** Wide enough that a sentence is one line; a reader has no columns. */
const width = 400;

/** So many of the last things that happened are read again. */
const lastMoments = 3;

/** The same as the screen, one thing after the other, for somebody who hears it. */
export const linearLines = (model: Model, now: number, theme: Theme): readonly string[] => {
  const words = silenceWords(model);
  return [...linesOf(model, now, theme), ...(words === undefined ? [] : [`${words}. Ctrl-C leaves.`])];
};

const linesOf = (model: Model, now: number, theme: Theme): readonly string[] => {
  const { run } = model;
  if (model.overlay?.kind === 'help')
    return spoken(helpLines(theme, width, model.mode, { ...model.overlay, here: scopesBelow(model) }));
  if (model.overlay?.kind === 'glossary') return spoken(glossaryLines(theme, width));
  if (model.overlay?.kind === 'compare' && run?.comparison) {
    return spoken([...linearCompare(run.comparison), footerLine('compare', width, theme)]);
  }
  if (model.overlay?.kind === 'race' && run?.race) {
    return spoken([...linearRace(run.race, run.lesson, { theme, width }), footerLine('race', width, theme)]);
  }
  if (model.overlay?.kind === 'orders' && run?.orders) {
    return spoken([...linearOrders(run, run.orders, { theme, width }), footerLine('orders', width, theme)]);
  }
  if (model.overlay?.kind === 'map' && model.map) {
    return spoken([...linearMap(model.map, model.server, { theme, width }), footerLine('map', width, theme)]);
  }
  if (model.overlay?.kind === 'page')
    return spoken([...markdownLines(pageOf(model) ?? '', width, theme), footerLine('page', width, theme)]);
  if (model.overlay?.kind === 'sources' && run) return spoken(spokenSources(run.script));
  if (model.overlay && !run && model.fixing) return spoken(aboutFixing(model.fixing, { theme, width }));
  if (model.overlay && run)
    return spoken(
      run.breaking
        ? aboutBreaking(run, run.breaking, { theme, width, ruled: false })
        : aboutLines(run.script, { theme, width, ruled: false }),
    );
  if (!run && model.reviewing) return spoken(linearReview(model.reviewing, model, theme, width));
  if (!run && model.fixing) {
    const linear = model.fixing.asks.kind === 'read' ? linearReading : linearFixing;
    return spoken(linear(model.fixing, model, theme, width));
  }
  return spoken(run ? runLines(run, model, now, theme) : listLines(model, theme));
};

const listLines = (model: Model, theme: Theme): readonly string[] => {
  const lesson = model.catalogue[model.selected];
  const indices = listed(model);
  const place = `Lesson ${indices.indexOf(model.selected) + 1} of ${indices.length}`;
  return [
    `isolab. ${serverWords(model.server, theme, Number.POSITIVE_INFINITY)}`,
    ...(model.search?.isTyping ? [`Search: ${printable(model.search.text)}`] : []),
    ...(model.isReading ? ['Reading the lessons.'] : []),
    ...(model.trouble === undefined ? [] : [printable(model.trouble)]),
    ...(model.notice === undefined ? [] : [printable(model.notice)]),
    ...(model.course === undefined
      ? []
      : [`${printable(model.course.title)}, ${timeWords(timeOf(model.catalogue, model.progress))}.`]),
    ...(lesson === undefined
      ? []
      : [
          `${place}: ${printable(lesson.title)}. ${spokenStanding(lesson, model)}.`,
          ...spokenTopic(lesson, model),
          `${printable(lesson.summary)} About ${minutesOf(lesson)} minutes.`,
          ...needsWords(lesson, model),
        ]),
    ...(model.doubt ? [printable(doubtWords(model.doubt))] : []),
    footerLine(listScope(model), width, theme, idleIn(model)),
  ];
};

const standingWords = {
  new: 'Not begun',
  begun: 'Begun',
  seen: 'Seen to its end',
  whole: 'All of it seen',
} as const;

/** "Exercise: break it, solved" */
const spokenStanding = (lesson: Lesson, { progress }: Model): string => {
  const words = standingWords[standingIn(lesson, progress[lesson.id])];
  if (lesson.exercise === undefined) return words;
  const solved = progress[lesson.id]?.solved ? 'solved' : 'not solved';
  return `Exercise: ${kindWords[lesson.exercise.asks.kind]}, ${solved}`;
};

const spokenTopic = (lesson: Lesson, model: Model): readonly string[] => {
  const topic = model.course && topicOf(model.course, lesson.id);
  const about = topic && topic.about !== '' ? ` ${printable(topic.about)}` : '';
  return [`Topic: ${printable(lesson.topic)}, ${topicTime(model, lesson)}.${about}`];
};

const runLines = (run: RunModel, model: Model, now: number, theme: Theme): readonly Line[] => {
  const { server } = model;
  const { script, lab } = run;
  const written = run.breaking ? undefined : orderWords(scriptInHand(run));
  const order = run.order === undefined ? written : `in the order ${run.order}`;
  const style = { theme, width, ruled: false };
  const unread = run.breaking ? firstOfBreaking(run, style) : aboutLines(script, style);
  const about = run.begun ? [] : unread;
  const variant = run.breaking ? '' : `${printable(script.variant?.title ?? 'as it is')}. `;
  const inRun = labNow(run, server, now);
  return [
    `${printable(script.title)}. ${script.level}. ${variant}${order === undefined ? '' : `${printable(order)}. `}${evidenceWords(run, server, theme)}`,
    ...about,
    ...script.sessions.map(
      ({ name, role }) => `${printable(name)}, ${printable(role)}: ${doing(name, lab, inRun, theme)}`,
    ),
    ...(lab === undefined
      ? []
      : momentsOf(lab)
          .slice(-lastMoments)
          .flatMap((moment) =>
            read(momentLines(moment, lab, { ...style, names: true }).map(({ line }) => line)),
          )),
    ...(lab === undefined
      ? []
      : [
          ...staleLines(lab, { theme, width }),
          ...(run.tab === 'versions'
            ? linearVersions(lab, versionStyle(run, width, theme))
            : [
                'Committed:',
                ...read(tablesLines(lab.observation, lab.before, style)),
                ...linearWhoSees(lab, { theme, width, covered: coveredSessions(run) }),
              ]),
          ...lockLines(lab, { theme, width, isSpoken: true }),
        ]),
    ...saidLines(run, model, theme),
  ];
};

/** What is said about the run and what comes next; before a class, nothing that has not happened. */
const saidLines = (run: RunModel, model: Model, theme: Theme): readonly Line[] => {
  const { server, presentation } = model;
  if (run.prompt) {
    const lines = promptLines(run, run.prompt, { theme, columns: width, rows: mostLines });
    return [...lines, footerLine(promptScope(run.prompt), width, theme)];
  }
  if (run.turn)
    return [...spokenTurn(run, theme, width, presentation !== undefined), footerLine('turn', width, theme)];
  if (presentation) return beforeClass({ run, server, presentation }, width, theme);
  const sitting = sittingOf(model);
  const { title, lines } = guideOf(run, server, { theme, width, ruled: false, isSpoken: true }, sitting);
  const keys = typedQuestion(run) ? [footerLine('answer', width, theme)] : [];
  const notice = run.notice === undefined ? [] : [printable(run.notice)];
  return [`${title}:`, ...lines, ...notice, nextBar(run, server, width, theme, { sitting }), ...keys];
};

/** Nobody listens to ten thousand rows. */
const read = (lines: readonly Line[]): readonly Line[] =>
  lines.length <= mostLines
    ? lines
    : [...lines.slice(0, mostLines), andMore(lines.length - mostLines, 'line'), ...lines.slice(-1)];

const mostLines = 40;

/** Lines without the signs that only an eye has use for. */
const spoken = (lines: readonly Line[]): readonly string[] =>
  lines
    .map((line) =>
      stripVTControlCharacters(drawn(line))
        .replaceAll(/^\s*[│├]\s*/g, '')
        .replaceAll(/\s*│\s*/g, ', ')
        .replaceAll(/[─┼┬├┆▸●○‖▶]/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '');
