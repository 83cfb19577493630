import { Command } from '@commander-js/extra-typings';
import { type Cli, examples } from './cli.ts';
import { withoutServerOptions, withServerOptions } from './server-options.ts';

export const serverCommand = ({ edge, wish, action }: Cli) => {
  const server = new Command('server')
    .summary("fetch, keep warm, look at or stop isolab's own MySQL server")
    .description(
      'The embedded server is a MySQL of its own that isolab fetches once and starts when it needs it. One that is kept warm goes on in the background, so that the lab starts faster.',
    )
    .addHelpText(
      'after',
      examples(
        ['isolab server fetch', 'get it now, for instance before a class'],
        ['isolab server fetch --again', 'get the current version'],
        ['isolab server fetch --with-redis', 'and the Redis that some lessons need'],
        ['isolab server start', 'keep one warm; it ends by itself when nobody uses it'],
        ['isolab server start --idle 2h', 'for a whole class'],
        ['isolab server status', 'what is there and what runs'],
        ['isolab server stop', 'end every lab server of yours'],
        [
          'isolab server clean --url mysql://root@db.example',
          'remove what killed runs left on your own server',
        ],
      ),
    );
  const add = (command: Command, work: () => Promise<number>) =>
    server.addCommand(withoutServerOptions(command).action(action(work)));
  const fetch = withoutServerOptions(new Command('fetch'))
    .description('Fetches the embedded server into the cache folder, unless it is there.')
    .option('--again', 'fetch it even if there is one: the current version takes its place')
    // --redis says which Redis a command is to use.
    .option('--with-redis', 'also the embedded Redis, for the lessons that need one (about 10 MB)');
  server.addCommand(
    fetch.action(
      action(async ({ again, withRedis }) => {
        const { fetchServer } = await import('../actions/server.ts');
        return fetchServer(edge, { again: again ?? false, redis: withRedis ?? false });
      }),
    ),
  );
  server.addCommand(
    withServerOptions(new Command('start'))
      .description(
        'Keeps a server warm: it starts in the background, and every isolab of this user takes it instead of starting its own (only if it would start the very same). It ends when nobody has used it for a while, or by isolab server stop.',
      )
      .option('--idle <time>', 'ends after this long without anybody: 90s, 15m, 2h', '15m')
      .option('--foreground', 'do not go into the background: for a service manager')
      .action(
        action(async ({ idle, foreground }) => {
          const { startWarmServer } = await import('../actions/warm-server.ts');
          return startWarmServer(edge, { wish: wish(), idle, foreground: foreground ?? false });
        }),
      ),
  );
  server.addCommand(
    withServerOptions(new Command('clean'))
      .description(
        'On a server of your own (--url): removes the schemas and accounts that killed runs left there, and nothing else. isolab doctor lists them.',
      )
      .action(
        action(async () => {
          const { cleanServer } = await import('../actions/server-leftovers.ts');
          return cleanServer(edge, wish());
        }),
      ),
  );
  add(new Command('status').description('Tells which servers are fetched, and which run.'), async () => {
    const { showServers } = await import('../actions/server.ts');
    return showServers(edge);
  });
  add(
    new Command('stop').description(
      'Ends the running lab servers of this user and clears what killed runs left.',
    ),
    async () => {
      const { endServers } = await import('../actions/server.ts');
      return endServers(edge);
    },
  );
  return server;
};
