import { spawn } from 'node:child_process';
import { onEveryText } from '../author/watch-file.ts';
import { UserError } from '../errors.ts';
import { answerPlace, beginAnswer, isThere } from '../exercise/answer-place.ts';
import { choiceName } from '../exercise/choice-names.ts';
import { openExercise } from '../exercise/open-exercise.ts';
import { startingFile } from '../exercise/starting-file.ts';
import { withChoice } from '../exercise/with-choice.ts';
import { replaceFile } from '../files/write-file.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { readTextFile } from '../lesson/load.ts';
import { told } from '../printable.ts';
import type { AnswerFile } from '../ui/host/answer-file.ts';
import type { Edge } from './edge.ts';

/** Where exercises are answered: ./ID.yaml, or in the file or folder `out`. */
export const answerFiles =
  (edge: Pick<Edge, 'env' | 'signal'>, out: string | undefined) =>
  async (lesson: Lesson): Promise<AnswerFile> => {
    if (lesson.file === undefined) throw new UserError(told`The exercise ${lesson.id} has no file.`);
    const opened = await openExercise(lesson.file);
    const file = await answerPlace(opened.lesson, out);
    const editor = edge.env['VISUAL'] || edge.env['EDITOR'];
    return {
      file,
      opened,
      ...(editor && { editor }),
      isThere: () => isThere(file),
      write: () => beginAnswer(file, opened),
      choose: async (question, choice) => {
        const { asks } = opened.exercise;
        if (asks.kind !== 'read') throw new Error(`${opened.lesson.id} has no questions`);
        const name = choiceName(asks, choice);
        const { mark, text } = await readTextFile(file, 'answer');
        // One that was emptied begins anew.
        const begun = text.trim() === '' ? startingFile(opened) : text;
        const after = withChoice(begun, file, question, /^\d+$/.test(name) ? Number(name) : name);
        await replaceFile(file, mark + text, mark + after);
      },
      edit: () => edit(editor ?? '', file, edge.signal),
      watch: (signal, work) => onEveryText(file, signal, work),
    };
  };

/** The user's words may be a command with options, as everywhere: the shell reads them. It has the whole terminal. */
const edit = async (editor: string, file: string, signal: AbortSignal): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'isolab', file], { stdio: 'inherit', signal });
  const failed = (why: string): UserError => new UserError(told`The editor (${editor}) ${why}.`);
  child.on('error', (error) => {
    // Whoever leaves the lab leaves the editor, too.
    if (signal.aborted) resolve();
    else reject(failed(`did not start: ${error.message}`));
  });
  child.on('exit', (code) => {
    // A shell says so of a command that is not there, or cannot be run.
    if (code === 126 || code === 127) reject(failed('cannot be run'));
    else resolve();
  });
  await promise;
};
