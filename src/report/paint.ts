/** What a piece of text means; colour only says it once more, so every report reads without it. */
export interface Paint {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly code: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly waiting: (text: string) => string;
  /** A session's own colour, by its place in the script. */
  readonly session: (index: number) => (text: string) => string;
}

/** SGR codes by number. https://ecma-international.org/publications-and-standards/standards/ecma-48/ */
const sgr =
  (on: number, off: number) =>
  (text: string): string =>
    text === '' ? text : `\u001B[${on}m${text}\u001B[${off}m`;

const plain = (text: string): string => text;

const sessionColours = [36, 35, 94, 96, 95, 97].map((on) => sgr(on, 39));

export const paintFor = (color: boolean): Paint =>
  color
    ? {
        strong: sgr(1, 22),
        faint: sgr(2, 22),
        code: sgr(36, 39),
        good: sgr(32, 39),
        bad: sgr(31, 39),
        waiting: sgr(33, 39),
        session: (index) => sessionColours[index % sessionColours.length] ?? plain,
      }
    : {
        strong: plain,
        faint: plain,
        code: plain,
        good: plain,
        bad: plain,
        waiting: plain,
        session: () => plain,
      };
