import type { Course } from '../../src/course/course.ts';

/** For lessons that stand alone. */
export const noCourse: Course = { title: 'Lessons', about: '', topics: [] };
