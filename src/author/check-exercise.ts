import type { Exercise } from '../lesson/exercise.ts';
import type { Checkup } from './checkup.ts';

const hints = 3;

/** What whoever does an exercise will miss. */
export const checkExercise = (checkup: Checkup, exercise: Exercise): void => {
  const { asks } = exercise;
  const at = ['exercise', asks.kind];
  if (exercise.hints.length < hints)
    checkup.at(
      ['exercise', 'hints'],
      'warning',
      'who is stuck has little help',
      'three hints, the smallest first',
    );
  if (asks.kind === 'break' && asks.never === undefined) {
    checkup.at(
      at,
      'warning',
      'nothing says where it cannot be broken',
      '`never`, a level at which no order does',
    );
  }
  if (asks.kind === 'fix' && asks.wrong.length === 0) {
    checkup.at(
      at,
      'warning',
      'nothing says what is usually tried',
      '`wrong`, with a text for whoever tries it',
    );
  }
};
