/** A line of text, or how to make one: of ten thousand rows only those that are seen are drawn. */
export type Line = string | (() => string);

export const drawn = (line: Line): string => (typeof line === 'string' ? line : line());
