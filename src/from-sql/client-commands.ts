export type ClientCommand =
  | { readonly kind: 'delimiter' | 'other'; readonly word: string; readonly end: number }
  | { readonly kind: 'use'; readonly sql: string; readonly end: number };

/** What the mysql program does itself, where a statement would begin. */
export const clientCommand = (text: string, at: number): ClientCommand | undefined => {
  const lineEnd = text.indexOf('\n', at);
  const line = text.slice(at, lineEnd < 0 ? text.length : lineEnd);
  const end = at + line.length;
  const delimiter = /^delimiter[ \t]+(\S+)/i.exec(line)?.[1];
  if (delimiter !== undefined) return { kind: 'delimiter', word: delimiter, end };
  const use = /^use[ \t]+(`[^`]*`|[^\s;]+)[ \t]*;?/i.exec(line)?.[0];
  if (use !== undefined) return { kind: 'use', sql: use.replace(/[ \t]*;$/, ''), end: at + use.length };
  const other =
    /^(source|system|pager|nopager|tee|notee|edit|connect|exit|quit|status|charset|warnings|nowarning|delimiter)(?=[\s;]|$)/i.exec(
      line,
    )?.[0];
  return other === undefined ? undefined : { kind: 'other', word: other, end };
};

/** What is said of a command that nobody would run here, and what to do. */
export const notTheServers = (word: string): readonly [string, string] => [
  `${word} is a command of the mysql program, and not SQL`,
  /^(source|\\\.)$/i.test(word)
    ? 'Put what that file says in its place.'
    : 'Take it out: what is here goes to the server.',
];
