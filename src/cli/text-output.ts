import type { Edge, Output } from './edge.ts';

/**
 * GitHub Actions acts upon lines of a step's output that begin with `::`, and upon `##[…]` anywhere: a lesson that is
 * printed there could set outputs, hide errors or make its own. Here they are no more than text.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export const withoutCommands = (text: string): string =>
  text.replaceAll(/^([^\S\n]*):(?=:)/gm, '$1: ').replaceAll('##[', '# #[');

/** Writes text for people, whole lines. */
export const writeText = ({ env }: Pick<Edge, 'env'>, stream: Pick<Output, 'write'>, text: string): void =>
  void stream.write(env['GITHUB_ACTIONS'] === 'true' ? withoutCommands(text) : text);
