/**
 * JSON that a terminal shows as it is: JSON escapes the C0 controls by itself, but not DEL, the C1 controls
 * (which some terminals obey) and the characters that reorder or hide text.
 */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent)
    .replaceAll(harmful, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    // GitHub Actions would take it for a command, wherever in its log it stands.
    .replaceAll('##[', String.raw`#\u0023[`);

/** All of them are single UTF-16 units; the joiners that emoji and many scripts need are not among them. */
const harmful = /[\u007F-\u009F\u00AD\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g;
