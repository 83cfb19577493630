/** Text of an XML 1.0 document. https://www.w3.org/TR/xml/#charsets */

/** What XML cannot hold, not even as a number, becomes a replacement character. */
const clean = (text: string): string =>
  text.toWellFormed().replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // Readers make spaces of these in attributes, and a line break of a carriage return everywhere.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

const escapeWith = (text: string, characters: RegExp): string =>
  clean(text)
    .replaceAll(characters, (character) => entities[character] ?? character)
    .replaceAll(hidden, (character) => `&#${character.codePointAt(0)};`)
    // GitHub Actions would take it for a command, wherever in its log it stands.
    .replaceAll('##[', '#&#35;[');

/** What a terminal would act upon when the file is shown on one: C1 controls, characters that reorder or hide text. */
const hidden = /[\u007F-\u009F\u2028\u2029]|(?![\u200C\u200D])\p{Cf}/gu;

export const xmlText = (text: string): string => escapeWith(text, /[&<>\r]/g);

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element; what stands in it is XML already. Attributes that are undefined are left out. */
export const element = (name: string, attributes: Attributes, ...content: readonly string[]): string => {
  const said = Object.entries(attributes).map(([key, value]) =>
    value === undefined ? '' : ` ${key}="${escapeWith(String(value), /[&<>"'\t\n\r]/g)}"`,
  );
  const open = `${name}${said.join('')}`;
  return content.length === 0 ? `<${open}/>` : `<${open}>${content.join('')}</${name}>`;
};
