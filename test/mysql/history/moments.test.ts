import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OwnLab, openOwnLab } from '../own-lab.ts';
import { doubts } from './doubts.ts';
import { moments } from './moments.ts';
import { saysOf, tell } from './story.ts';

let own: OwnLab;
beforeAll(async () => {
  own = await openOwnLab();
});
afterAll(() => own[Symbol.asyncDispose]());

it.each([...moments, ...doubts])('$name', async ({ step, says, ...told }) => {
  const story = await tell(own.lab, told);
  expect(saysOf(story.at(step))).toEqual(says);
});
