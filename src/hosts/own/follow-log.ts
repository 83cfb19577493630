import { open } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

/** How often it is looked whether there is more, in ms. */
const lookMs = 5;

/**
 * Calls with every whole line of a file and of what is appended to it, until it is to stop: then with what is there by
 * then.
 */
export const followLog = async (
  file: string,
  onLine: (line: string) => void,
  stop: AbortSignal,
): Promise<void> => {
  await using log = await open(file);
  const decoder = new TextDecoder();
  let rest = '';
  for (let at = 0; ; ) {
    const isLast = stop.aborted;
    const { buffer, bytesRead } = await log.read({ position: at });
    at += bytesRead;
    const lines = (rest + decoder.decode(buffer.subarray(0, bytesRead), { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
    if (bytesRead > 0) continue;
    if (isLast) return;
    await wait(lookMs, undefined, { signal: stop }).catch(() => {});
  }
};
