import { basename } from 'node:path';

/** What a lesson is called and said to be where its file does not say so. */

export const defaultTopic = 'lessons';

/** The file's name in the letters of an id; of a text that comes from no file, just that it is a lesson. */
export const idOfFile = (file: string | undefined): string => {
  const words = basename(file ?? '')
    .replace(/\.ya?ml$/i, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return words?.join('-') ?? 'lesson';
};

/** The first sentence of what it is about, without its Markdown; or else the title. */
export const summaryOf = ({
  about = '',
  title,
}: {
  readonly about?: string;
  readonly title: string;
}): string => {
  const [paragraph = ''] = about.trim().split(/\n\s*\n/);
  const text = paragraph
    .replaceAll(/[*`_]|^#+ /gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return /^.+?[.?!…](?= |$)/.exec(text)?.[0] ?? (text === '' ? title : text);
};
