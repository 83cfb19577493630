import type { UserError } from '../../errors.ts';
import type { OpenedExercise } from '../../exercise/answer-file.ts';
import type { LessonFiles } from '../../lesson/load.ts';

/** The file in which a student answers an exercise. */
export interface AnswerFile {
  readonly file: string;
  readonly opened: OpenedExercise;
  /** What the user's environment names to edit files. */
  readonly editor?: string;
  isThere(): Promise<boolean>;
  /** Whether it was written; one that is there already is taken as it is. @throws UserError */
  write(): Promise<boolean>;
  /** Puts a choice, by its place from 0, for a question of a reading into the file, which is there. @throws UserError */
  choose(question: string, choice: number): Promise<void>;
  /** Opens it in the editor, which has the terminal until it resolves. @throws UserError */
  edit(): Promise<void>;
  /** Does the work for what it holds now, and again after every save, which ends the work on what was there before. */
  watch(
    signal: AbortSignal,
    work: (text: LessonFiles | UserError, signal: AbortSignal) => Promise<void>,
  ): Promise<void>;
}
