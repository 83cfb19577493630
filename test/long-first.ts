import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { longFiles } from './long-files.ts';

/** Long files begin first, the others as vitest would have them. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = longFiles.findIndex((name) => moduleId.endsWith(`/${name}`));
      return at < 0 ? longFiles.length : at;
    };
    // oxlint-disable-next-line unicorn/no-array-sort -- the sequencer's own
    const asEver = await super.sort(files);
    return asEver.toSorted((one, other) => rank(one) - rank(other));
  }
}
