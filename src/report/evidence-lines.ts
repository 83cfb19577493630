import type { RedisAbout, ServerAbout } from '../engine/events.ts';
import { printable } from '../printable.ts';
import type { Paint } from './paint.ts';
import { wrap } from './wrap.ts';

/** Where the evidence comes from: the MySQL server, what is set there so that lessons differ, and the Redis of those that talk to one. */
export const evidenceLines = (
  { server, redis }: { readonly server: ServerAbout; readonly redis?: RedisAbout | undefined },
  width: number,
  paint: Paint,
): readonly string[] => [
  ...wrap(paint.faint(printable(serverText('MySQL', server))), width),
  ...(server.notes ?? []).flatMap((note) => wrap(paint.waiting(printable(note)), width)),
  ...(redis ? wrap(paint.faint(printable(serverText('Redis', redis))), width) : []),
];

const serverText = (name: string, { version, provider, place }: ServerAbout | RedisAbout): string =>
  `${name} ${version}, ${provider}: ${place}`;
