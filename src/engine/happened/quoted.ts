/** A name as SQL has it. */
export const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
