import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Two processors: more would only make the real-server tests wait for each other.
    maxWorkers: 2,
    // Only something that hangs takes so long: a busy machine takes five times as long as a free one.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'logic',
          include: ['test/{engine,lesson,report,ui,author,progress}/**/*.test.{ts,tsx}'],
        },
      },
      {
        extends: true,
        test: {
          name: 'real',
          include: ['test/{mysql,redis,server,real,cli,e2e,lessons,verify,race}/**/*.test.{ts,tsx}'],
          globalSetup: ['test/server/global-setup.ts'],
          // Only what hangs takes so long; a busy machine takes its time.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'docker',
          include: ['test/docker/**/*.test.ts'],
          globalSetup: ['test/docker/global-setup.ts'],
          testTimeout: 300_000,
        },
      },
    ],
  },
});
