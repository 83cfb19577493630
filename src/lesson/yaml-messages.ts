import type { YAMLError } from 'yaml';

/** What the YAML reader found, in words that help somebody who does not know YAML's grammar. */
export const plainYamlMessage = (
  error: YAMLError,
  text: string,
): { readonly message: string; readonly expected?: string } => {
  switch (error.code) {
    case 'DUPLICATE_KEY':
      return {
        message: `\`${text
          .slice(error.pos[0])
          .match(/^[^:\n]*/)?.[0]
          .trim()}\` is here twice`,
      };
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
        message: `a value cannot begin with ${text.charAt(error.pos[0])} here`,
        expected: 'text that begins with a special character in quotes',
      };
    case 'TAG_RESOLVE_FAILED':
      return { message: 'a lesson has no tags (`!name`)' };
    default:
      return { message: `this is not valid YAML: ${lowerFirst(error.message)}` };
  }
};

const lowerFirst = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1);
