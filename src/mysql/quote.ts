/** https://dev.mysql.com/doc/refman/9.7/en/identifiers.html */
export const quoteName = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** For text of the lab's own making that holds no control characters. */
export const quoteText = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
