/** What a person can do to have a Redis, for the end of messages. */
export const redisWays = {
  url: 'Give the lab a Redis that runs already: --redis redis://USER:PASSWORD@HOST:PORT (or ISOLAB_REDIS_URL).',
  installed: 'Or install Redis 6.0 or later so that redis-server is on PATH.',
  embedded: 'Or use a Debian or Ubuntu machine with apt, where the lab fetches a Redis by itself.',
  docker: 'Or start a Docker engine, where the lab runs Redis in a container.',
} as const;
