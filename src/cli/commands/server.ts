import { Command } from '@commander-js/extra-typings';
import { type Cli, examples } from './cli.ts';

export const serverCommand = ({ edge, action }: Cli) => {
  const server = new Command('server')
    .summary('fetch, look at or stop the embedded MySQL server')
    .description(
      'The embedded server: a MySQL of its own that isolab fetches once and starts when it needs it.',
    )
    .addHelpText(
      'after',
      examples(
        ['isolab server fetch', 'get it now, for instance before a class'],
        ['isolab server fetch --again', 'get the current version'],
        ['isolab server status', 'what is there and what runs'],
        ['isolab server stop', 'end every lab server of yours'],
      ),
    );
  const add = (command: Command, work: () => Promise<number>) =>
    server.addCommand(command.copyInheritedSettings(server).action(action(work)));
  const fetch = new Command('fetch')
    .description('Fetches the embedded server into the cache folder, unless it is there.')
    .option('--again', 'fetch it even if there is one: the current version takes its place');
  server.addCommand(
    fetch.action(
      action(async ({ again }) => {
        const { fetchServer } = await import('../actions/server.ts');
        return fetchServer(edge, again ?? false);
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
