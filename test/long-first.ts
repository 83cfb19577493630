import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest, begun last, would be waited for alone. The first takes longest. */
const long = [
  'mysql/endless',
  'mysql/set-otherwise',
  'mysql/reading-limit',
  'house/checks',
  'e2e/server-deaths',
  'e2e/kills',
  'e2e/signals',
  'e2e/silence',
  'redis/endless-script',
  'docker/container',
  'lessons/lessons',
  'lessons/compared',
  'lessons/replayed',
  'real/author/record',
  'server/cold-fetch',
  'server/warm',
  'cli/server-start',
  'mysql/own-names',
  'e2e/present',
];

/** Long files begin first, the others as vitest would have them. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = long.findIndex((name) => moduleId.includes(`/test/${name}.test.`));
      return at < 0 ? long.length : at;
    };
    // oxlint-disable-next-line unicorn/no-array-sort -- the sequencer's own
    const asEver = await super.sort(files);
    return asEver.toSorted((one, other) => rank(one) - rank(other));
  }
}
