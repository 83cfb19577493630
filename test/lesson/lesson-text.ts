/** A small lesson that is right, for tests that make it wrong: keys are replaced, added, or left out. */
export const lessonText = (changes: Readonly<Record<string, string | undefined>> = {}): string => {
  const keys: Record<string, string | undefined> = {
    format: 'format: 1',
    id: 'id: try-it',
    title: 'title: Try it',
    topic: 'topic: trying',
    summary: 'summary: One sentence.',
    setup: 'setup: CREATE TABLE books (id INT PRIMARY KEY, name TEXT)',
    watch: 'watch: [books]',
    steps: 'steps:\n  - A: SELECT 1\n    as: first',
    ...changes,
  };
  return `${Object.values(keys)
    .filter((one) => one !== undefined)
    .join('\n')}\n`;
};
