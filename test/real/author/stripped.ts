import { isMap, isNode, parseDocument, visit } from 'yaml';

/** A lesson without any expectation that can be recorded, as somebody would have begun it. */
export const stripped = (text: string): string => {
  const document = parseDocument(text);
  // What is stripped may have an anchor: its aliases become what they stand for.
  visit(document, {
    Alias: (_key, alias) => {
      const node = alias.resolve(document)?.clone();
      if (!isNode(node)) return undefined;
      delete node.anchor;
      return node;
    },
  });
  visit(document, {
    Map: (_key, map, path) => {
      // Bursts are no part of what is recorded.
      if (path.some((one) => 'key' in one && String(one.key) === 'burst')) return;
      map.items = map.items.filter((pair) => !['expect', 'end', 'anomaly'].includes(String(pair.key)));
      // A variant's change of a step that was only about what to expect.
      map.items = map.items.filter(
        (pair) => !(String(pair.key) !== 'burst' && isMap(pair.value) && isOnlyExpectation(pair.value)),
      );
    },
  });
  return document.toString({ lineWidth: 0 });
};

const isOnlyExpectation = (map: { readonly items: readonly { readonly key: unknown }[] }): boolean =>
  map.items.length > 0 && map.items.every((pair) => String(pair.key) === 'expect');
