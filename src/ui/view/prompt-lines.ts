import { placeOf } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { justify } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Prompt, RunModel } from '../model/run.ts';
import { isOffScript } from '../run/off-script.ts';
import { type EditorStyle, editorLines } from './editor-lines.ts';
import { offScriptWords } from './next-bar.ts';

/** A row about the prompt, and what is being written with its caret. */
export const promptLines = (run: RunModel, prompt: Prompt, style: EditorStyle): readonly string[] => {
  const { theme, columns } = style;
  const about = run.notice === undefined ? aboutPrompt(run, prompt) : theme.emphasis(printable(run.notice));
  const off = isOffScript(run.lab) && prompt.kind === 'statement';
  const sign = off ? `  ${theme.strong(run.notice === undefined ? offScriptWords : signs.own)} ` : '';
  return [justify(` ${about}`, sign, columns), ...writtenLines(run, prompt, style)];
};

const aboutPrompt = ({ script, lab }: RunModel, { kind, session }: Prompt): string => {
  if (kind === 'step') return `Go to the place after so many steps, 0 to ${script.steps.length}:`;
  const words = `Your own statement in ${printable(session)}`;
  return isOffScript(lab)
    ? `${words}, in this sandbox only.`
    : `${words}. It reaches this sandbox only; SHOW GRANTS tells.`;
};

const writtenLines = (run: RunModel, prompt: Prompt, { theme, columns, rows }: EditorStyle) => {
  const { kind, session, editor } = prompt;
  const name = kind === 'step' ? 'step' : printable(session);
  const lane = placeOf(run.script, session);
  const first = ` ${kind === 'step' ? theme.strong(`${name}>`) : theme.session(lane)(`${name}>`)} `;
  return editorLines(first, editor, { theme, columns, rows: Math.max(1, rows - 1) });
};
