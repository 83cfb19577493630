import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { start } from './isolab.ts';

/**
 * B waits for A until somebody ends it, which on a busy machine is after more than the usual minute; the first
 * answer is the name of the sandbox.
 */
export const waitingLesson = `format: 1
id: waiting
title: B waits
topic: test
summary: B waits for A as long as it may.
setup: CREATE TABLE t (id INT PRIMARY KEY); INSERT INTO t VALUES (1)
steps:
  - A: SELECT DATABASE()
  - A: START TRANSACTION
  - A: DELETE FROM t
  - B: DELETE FROM t
    until: finished
    limit: 10m
`;

const eventShape = z.object({
  type: z.string(),
  outcome: z.object({ rows: z.array(z.array(z.string())).optional() }).optional(),
});

/** Starts the lesson in this file and returns once the server says that B waits. */
export const startWaiting = async (
  lesson: string,
  env: Record<string, string> = {},
): Promise<{ readonly child: ChildProcess; readonly sandbox: string }> => {
  const child = start(['run', lesson, '--format', 'ndjson'], { env });
  if (child.stdout === null) throw new Error('No output to read');
  const lines = createInterface({ input: child.stdout });
  let sandbox = '';
  for await (const line of lines) {
    const event = eventShape.parse(JSON.parse(line));
    if (event.outcome?.rows !== undefined && sandbox === '') sandbox = event.outcome.rows[0]?.[0] ?? '';
    if (event.type === 'statement-blocked') break;
  }
  return { child, sandbox };
};
