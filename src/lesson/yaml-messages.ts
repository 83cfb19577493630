import type { YAMLError } from 'yaml';

/** What the YAML reader found, in words that help somebody who does not know YAML's grammar. */
export const plainYamlMessage = (
  error: YAMLError,
  text: string,
): { readonly message: string; readonly expected?: string } => {
  const [from] = error.pos;
  switch (error.code) {
    case 'DUPLICATE_KEY':
      return { message: `\`${keyAt(text, from)}\` is here twice` };
    case 'TAB_AS_INDENT':
      return { message: 'a tab indents this line; YAML wants spaces' };
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return {
        message: 'this line cannot be read as `key: value`',
        expected:
          'text that contains `: ` in quotes, or as a block after `|`; a nested key on a line of its own',
      };
    case 'BAD_SCALAR_START':
      return {
        message: `a value cannot begin with ${text.charAt(from)} here`,
        expected: 'text that begins with a special character in quotes',
      };
    case 'BAD_INDENT':
    case 'MISSING_CHAR':
      if (/^flow/i.test(error.message)) return { message: 'a `[` or `{` before this place is not closed' };
      if (/implicit map keys? need/i.test(error.message)) {
        return {
          message: 'this line cannot be read as `key: value`',
          expected: 'text in several lines behind `key: |`, each line further in than its key',
        };
      }
      if (/quote/.test(error.message)) return { message: 'a quote before this place is not closed' };
      return { message: `this is not valid YAML: ${lowerFirst(error.message)}` };
    case 'TAG_RESOLVE_FAILED':
      return { message: 'a lesson has no tags (`!name`)' };
    default:
      return { message: `this is not valid YAML: ${lowerFirst(error.message)}` };
  }
};

const lowerFirst = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1);

const keyAt = (text: string, from: number): string =>
  /^[^:\n]*/.exec(text.slice(from, from + 100))?.[0].trim() ?? '';
