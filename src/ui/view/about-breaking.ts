import { programHead, programsOf } from '../../exercise/programs.ts';
import type { Script } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { switchIs } from '../../report/explore/amounts.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import type { Breaking } from '../model/breaking.ts';
import type { RunModel } from '../model/run.ts';
import { markdownLines } from '../text/markdown.ts';
import { sqlLines } from '../text/sql.ts';
import { aboutLines } from './about-lines.ts';
import { givenHints } from './breaking-lines.ts';
import { type GuideStyle, headed } from './guide.ts';

/** All that there is to read of it, also while its programs run: the task, the hints so far, and both programs whole. */
export const aboutBreaking = (run: RunModel, breaking: Breaking, style: GuideStyle): readonly string[] => {
  const { theme, width } = style;
  const { exercise } = breaking;
  return [
    ...markdownLines(exercise.task, width, theme),
    '',
    ...headed('Break', wrapped(printable(run.script.invariant?.says ?? ''), width - 6), theme),
    ...givenHints(breaking).flatMap((hint) => headed('Hint', markdownLines(hint, width - 6, theme), theme)),
    '',
    ...programLines(run, style),
    ...aboutLines(withoutOrder(run), style),
    '',
    ...wrapped(theme.faint(switchIs), width),
  ];
};

/** Before the first move, when the task stands beside it. */
export const firstOfBreaking = (run: RunModel, style: GuideStyle): readonly string[] => [
  ...aboutLines(withoutOrder(run), style),
  '',
  ...programLines(run, style),
];

/** In which order the file has the steps is nobody's business who looks for one. */
const withoutOrder = ({ script: { order: _, ...script } }: RunModel): Script => script;

/** Every statement whole, and what the program makes of what comes. */
const programLines = ({ lesson }: RunModel, { theme, width }: GuideStyle): readonly string[] =>
  programsOf(lesson).flatMap((program) => [
    ...wrapped(theme.strong(printable(programHead(program))), width),
    ...program.steps.flatMap(({ sql, came }, place) => [
      ...sqlLines(`${place + 1}. `, sql, width, theme),
      ...came.flatMap((words) => hanging('   → ', theme.faint(printable(words)), width)),
    ]),
    ...program.again.flatMap((words) => wrapped(theme.faint(printable(words)), width)),
    '',
  ]);
