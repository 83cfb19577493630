import type { RedisAbout, ServerAbout } from '../engine/events.ts';
import { printable } from '../printable.ts';
import { wrapped } from '../text/fit.ts';
import type { Paint } from './paint.ts';

/** Where the evidence comes from: the MySQL server, what is set there so that lessons differ, and the Redis of those that talk to one. */
export const evidenceLines = (
  { server, redis }: { readonly server: ServerAbout; readonly redis?: RedisAbout | undefined },
  width: number,
  paint: Paint,
): readonly string[] => [
  ...wrapped(paint.faint(printable(serverText('MySQL', server))), width),
  ...(server.notes ?? []).flatMap((note) => wrapped(paint.waiting(printable(note)), width)),
  ...(redis ? wrapped(paint.faint(printable(serverText('Redis', redis))), width) : []),
];

export const serverText = (name: string, { version, provider, place }: ServerAbout | RedisAbout): string =>
  `${name} ${version}, ${provider}: ${place}`;
