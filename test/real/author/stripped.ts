import { isMap, parseDocument, visit } from 'yaml';

/** A lesson without any expectation, as somebody would have begun it. */
export const stripped = (text: string): string => {
  const document = parseDocument(text);
  visit(document, {
    Map: (_key, map) => {
      map.items = map.items.filter((pair) => !['expect', 'end'].includes(String(pair.key)));
      // A variant's change of a step that was only about what to expect.
      map.items = map.items.filter((pair) => !(isMap(pair.value) && isOnlyExpectation(pair.value)));
    },
  });
  return document.toString({ lineWidth: 0 });
};

const isOnlyExpectation = (map: { readonly items: readonly { readonly key: unknown }[] }): boolean =>
  map.items.length > 0 && map.items.every((pair) => String(pair.key) === 'expect');
