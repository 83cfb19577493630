/**
 * A text that a terminal opens an address from, where it knows links (OSC 8); elsewhere it is the text alone.
 * https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda
 */
export const linked = (text: string, url: string): string => {
  // A parsed address has neither blanks nor control characters, which would end the link or do something else.
  const address = URL.parse(url)?.href;
  return address === undefined ? text : `\u001B]8;;${address}\u001B\\${text}\u001B]8;;\u001B\\`;
};
