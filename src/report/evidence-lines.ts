import type { RedisAbout, ServerAbout } from '../engine/events.ts';
import { printable } from '../engine/printable.ts';
import type { Paint } from './paint.ts';
import { wrap } from './wrap.ts';

/** Where the evidence comes from: the MySQL server, and the Redis of those that talk to one. */
export const evidenceLines = (
  { server, redis }: { readonly server: ServerAbout; readonly redis?: RedisAbout | undefined },
  width: number,
  paint: Paint,
): readonly string[] =>
  [serverText('MySQL', server), ...(redis ? [serverText('Redis', redis)] : [])].flatMap((text) =>
    wrap(paint.faint(printable(text)), width),
  );

const serverText = (name: string, { version, provider, place }: ServerAbout | RedisAbout): string =>
  `${name} ${version}, ${provider}: ${place}`;
