/** A line of a text as the server wrote it, and when, where a log says that before it. */
export interface PlainLine {
  readonly text: string;
  readonly at?: string;
}

/**
 * The lines of InnoDB's status or of an error log without what clients, logs and other versions have put around them:
 * in the form in which the newest server writes its status. Lines of a log about other things are empty.
 */
export const plainLines = (text: string): readonly PlainLine[] =>
  unframed(
    text
      .replace(/^\uFEFF/, '')
      .replaceAll(/\r\n?/g, '\n')
      .split('\n')
      .flatMap(brokenAgain),
  ).flatMap((line) => {
    const { text: says, at } = withoutStamp(line);
    return inOurForm(says).map((one) => ({ text: one, ...(at !== undefined && { at }) }));
  });

/** The mysql client writes a cell on one line where it does not draw tables, line breaks as two characters. */
const brokenAgain = (line: string): readonly string[] =>
  /\\n\*\*\* \(1\) TRANSACTION:|INNODB MONITOR OUTPUT *\\n/.test(line)
    ? line
        .replaceAll(/\\([nt\\])/g, (_, letter: string) =>
          letter === 'n' ? '\n' : letter === 't' ? '\t' : '\\',
        )
        .split('\n')
    : [line];

/** Columns of a table before and behind, a quotation in a mail, an indentation. */
const unframed = (lines: readonly string[]): readonly string[] => {
  const [, frame = ''] =
    lines
      .map((line) =>
        /^([\s|>]+)(?:\*\*\* \(1\) TRANSACTION:|LATEST DETECTED DEADLOCK|END OF INNODB MONITOR OUTPUT)/.exec(
          line,
        ),
      )
      .find((found) => found !== null) ?? [];
  if (frame === '') return lines;
  return lines.map((line) => {
    const bare = line.startsWith(frame) ? line.slice(frame.length) : line.trimStart();
    return frame.includes('|') ? bare.trimEnd().replace(/\|$/, '').trimEnd() : bare;
  });
};

const stamped = /^(\d{4}-\d\d-\d\d[T ]+[\d:.]+(?:Z|[+-]\d\d:\d\d)?|\d{6} +[\d:]+) +(.*)$/;

const withoutStamp = (line: string): PlainLine => {
  const [found, at = '', rest = ''] = stamped.exec(line.trimEnd()) ?? [];
  if (found === undefined) return { text: line };
  const isLog = /^\S+ +\[\w+\]|InnoDB:|^(?:0x)?[\da-f]{6,}$/i.test(rest);
  if (!isLog) return { text: line };
  const [, says = ''] = /(?:\[InnoDB\]|InnoDB:) *(.*)$/.exec(rest) ?? [];
  return { text: says, at };
};

/** A field or a lock as earlier versions print them, or as they are when blanks are lost. */
const inOurForm = (line: string): readonly string[] => {
  if (/^ *\*\*\* /.test(line)) return [line.trim()];
  if (/^\s*\d+: (?:len \d+; hex|SQL NULL)/.test(line))
    return line
      .trim()
      .replaceAll(/;; *(?=\d+: (?:len|SQL NULL))/g, ';;\n')
      .split('\n')
      .map((field) => ` ${field}`);
  if (!/^\s*(?:RECORD|TABLE) LOCKS? /.test(line)) return [line];
  return [
    line
      .trim()
      .replace(/ index ?`((?:[^`]|``)+)` of table /, ' index $1 of table ')
      .replace(/ of table `([^`/]+)\/([^`]+)` /, ' of table `$1`.`$2` ')
      .replace(/ trx id 0 (?=\d+ )/, ' trx id ')
      .replace(/ (?:lock hold time|wait time before grant) .*$/, ''),
  ];
};
