/** One entry of MySQL's general query log. */
export interface LogEntry {
  readonly connection: string;
  /** What the server calls it: Query, Execute, Connect … */
  readonly command: string;
  readonly argument: string;
  /** Of its first line, from 1. */
  readonly line: number;
}

/**
 * The entries of a log file: its first line begins with a time (since 5.7), or with a time only where a second begins and
 * with tabs else. What follows on other lines belongs to the statement above. A server that begins to write says so
 * in three lines.
 * https://dev.mysql.com/doc/refman/9.7/en/query-log.html, File_query_log::write_general in sql/log.cc
 */
export const logEntries = (text: string): readonly LogEntry[] => {
  const entries: { connection: string; command: string; argument: string[]; line: number }[] = [];
  let isHead = false;
  for (const [index, line] of text.split('\n').entries()) {
    if (/, Version: .* started with:$/.test(line)) isHead = true;
    const [, connection, command, argument] = first.exec(line) ?? [];
    if (connection !== undefined && command !== undefined) {
      isHead = false;
      entries.push({ connection, command, argument: [argument ?? ''], line: index + 1 });
    } else if (!isHead) entries.at(-1)?.argument.push(line);
  }
  return entries.map((one) => ({ ...one, argument: one.argument.join('\n').trim() }));
};

/** The commands of the protocol, as sql/command_mapping.cc calls them; `\t` ends them also without an argument. */
const commands =
  'Sleep|Quit|Init DB|Query|Field List|Create DB|Drop DB|Refresh|Shutdown|Statistics|Processlist|Connect|Kill|Debug|Ping|Time|Delayed insert|Change user|Binlog Dump|Table Dump|Connect Out|Register (?:Slave|Replica)|Prepare|Execute|Long Data|Close stmt|Reset stmt|Set option|Fetch|Daemon|Binlog Dump GTID|Reset Connection|Clone|Group Replication Data Stream subscription|Error';

const time = String.raw`(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(?:Z|[+-]\d\d:\d\d)\t|\d{6} [ \d]\d:\d\d:\d\d\t|\t\t)`;

const first = new RegExp(`^${time} *(\\d+) (${commands})(?:\\t(.*)|)$`, 's');
