/** What a person can do to have a Redis, for the end of messages. */
export const redisWays = {
  url: 'Give the lab a Redis that runs already: --redis redis://USER:PASSWORD@HOST:PORT (or ISOLAB_REDIS_URL).',
  installed: 'Or install Redis 6.0 or later so that redis-server is on PATH.',
  embedded: 'Or use a Debian or Ubuntu machine with apt, where the lab fetches a Redis by itself.',
  docker: 'Or start a Docker engine, where the lab runs Redis in a container.',
  homebrew:
    'Or install Redis with Homebrew (brew install redis): the lab starts a server of its own with it.',
  wsl: 'Or run isolab in WSL (wsl --install brings Ubuntu), where the lab fetches a Redis by itself.',
} as const;

/** Those of them that there are on a system. */
export const redisWaysOn = (platform: string): readonly string[] => {
  switch (platform) {
    case 'linux':
      return [redisWays.url, redisWays.installed, redisWays.embedded, redisWays.docker];
    case 'darwin':
      return [redisWays.url, redisWays.homebrew, redisWays.docker];
    case 'win32':
      return [redisWays.url, redisWays.wsl];
    default:
      return [redisWays.url, redisWays.installed, redisWays.docker];
  }
};
