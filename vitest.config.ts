import { defineConfig } from 'vitest/config';
import { longFiles } from './test/long-files.ts';
import { LongFirst } from './test/long-first.ts';

/** What talks to real servers. */
const real = {
  isolate: false,
  globalSetup: ['test/server/global-setup.ts'],
};

export default defineConfig({
  test: {
    // One more than CI has processors: some tests wait for what takes its time, such as a server's own limits.
    maxWorkers: 4,
    // Only something that hangs takes so long. Some tests take 20 s on a busy machine, and there are slower ones.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    sequence: { sequencer: LongFirst },
    projects: [
      {
        extends: true,
        test: { name: 'house', include: ['test/house/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'logic',
          isolate: false,
          include: [
            'test/{engine,files,from-sql,innodb-text,textbook,lesson,course,report,ui,author,progress,review}/**/*.test.{ts,tsx}',
          ],
        },
      },
      {
        extends: true,
        test: {
          ...real,
          name: 'real',
          include: [
            'test/{exercise,mysql,redis,server,real,cli,e2e,lessons,verify,race,explore}/**/*.test.{ts,tsx}',
          ],
          exclude: longFiles,
        },
      },
      {
        extends: true,
        test: { ...real, name: 'long', include: longFiles },
      },
      {
        extends: true,
        test: {
          name: 'docker',
          include: ['test/docker/**/*.test.ts'],
          globalSetup: ['test/docker/global-setup.ts'],
        },
      },
    ],
  },
});
