import type { z } from 'zod';
import { anomalyKinds, namesOf } from './anomaly-names.ts';
import { lessonJsonSchema } from './json-schema.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Every key of a lesson file with what it means, as Markdown, made from the schema that lessons are read with. */
export const formatReference = (): string => {
  const root = lessonJsonSchema();
  const definitions = new Map(Object.entries(root.$defs ?? {}).filter(isSchema));
  const sections = [
    section('A lesson', root, definitions),
    ...[...definitions].flatMap(([id, schema]) => {
      const heading = headings.get(id);
      return heading === undefined ? [] : [section(heading, schema, definitions)];
    }),
  ];
  return [...sections, byLevelSection, codesSection()].join('\n\n');
};

type Definitions = ReadonlyMap<string, JsonSchema>;

/** The parts that have a section of their own; what is a variation of one of them points there. */
const headings: ReadonlyMap<string, string> = new Map([
  ['step', 'A step'],
  ['prediction', 'A question'],
  ['choice', 'A choice'],
  ['expectation', 'An expectation'],
  ['rows', 'Rows'],
  ['lock', 'A lock'],
  ['end', 'An expectation for the end'],
  ['every-order', 'Every order'],
  ['variant', 'A variant'],
  ['step-change', 'A change of a step'],
  ['exercise', 'An exercise'],
  ['solution', 'A solution'],
  ['wrong-solution', 'A wrong solution'],
  ['read-question', 'A question about what is shown'],
  ['read-choice', 'A choice about what is shown'],
]);

const referenceWords: Readonly<Record<string, string>> = {
  anomaly: 'text, or list of [codes](#codes-of-anomalies), also [by level](#by-level)',
  'prose-by-level': 'text, also [by level](#by-level)',
  'why-by-level': 'text or { begins, ends }, also [by level](#by-level)',
  'prediction-by-level': '[question](#a-question), also [by level](#by-level)',
  'expectation-by-level': '[expectation](#an-expectation), also [by level](#by-level)',
  'end-by-level': '[expectation for the end](#an-expectation-for-the-end), also [by level](#by-level)',
  meaning: 'mapping or words, see [Questions](#questions)',
  'after-wait': 'mapping, or in short: see [Expectations](#expectations)',
  outcome: '[expectation](#an-expectation)',
  'end-outcome': '[expectation for the end](#an-expectation-for-the-end)',
  'every-order-by-level': '[every order](#every-order), also [by level](#by-level)',
  'handler-step': 'what a step of a [handler](#handler) does',
  level: 'a level',
};

const byLevelSection = [
  '### By level',
  '',
  'Where a value may be given by level, it is either the value itself, for every level, or a mapping from levels',
  'to values: `READ UNCOMMITTED`, `READ COMMITTED`, `REPEATABLE READ`, `SERIALIZABLE`, and `default` for those',
  'that are not named.',
].join('\n');

const section = (heading: string, schema: JsonSchema, definitions: Definitions): string => {
  const rows = propertiesOf(schema, '', definitions).map(
    ({ key, type, required, description }) =>
      `| \`${key}\`${required ? ' (needed)' : ''} | ${cell(type)} | ${cell(description)} |`,
  );
  const intro = schema.description === undefined ? [] : [schema.description, ''];
  return [`### ${heading}`, '', ...intro, '| key | value | meaning |', '|---|---|---|', ...rows].join('\n');
};

/** What an anomaly is called, and the codes that a lesson may use for it. */
const codesSection = (): string =>
  [
    '### Codes of anomalies',
    '',
    '| what happens | codes, the wider ones last |',
    '|---|---|',
    ...anomalyKinds.map((kind) => {
      const { name, codes } = namesOf(kind);
      return `| ${name} | ${codes.map((code) => `\`${code}\``).join(', ')} |`;
    }),
  ].join('\n');

/** How a pattern for keys is written in the reference. */
const patternWords: ReadonlyMap<string, string> = new Map([
  ['^[A-Z]$', 'A'],
  ['^x-', 'x-…'],
]);

interface Property {
  readonly key: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

/** The keys of a mapping; those of mappings inside of it, which have no section of their own, follow it. */
const propertiesOf = (schema: JsonSchema, prefix: string, definitions: Definitions): readonly Property[] => {
  const patterns = Object.entries(schema.patternProperties ?? {}).map(
    ([pattern, value]) => [patternWords.get(pattern) ?? pattern, value] as const,
  );
  const own = [...patterns, ...Object.entries(schema.properties ?? {})]
    .filter(isSchema)
    .flatMap(([name, value]) => {
      const key = prefix === '' ? name : `${prefix}.${name}`;
      const isDefinition = value.$ref !== undefined;
      return [
        {
          key,
          type: typeWords(value),
          required: schema.required?.includes(name) ?? false,
          description: descriptionOf(value, definitions) ?? '',
        },
        ...(isDefinition ? [] : propertiesOf(value, key, definitions)),
      ];
    });
  const inside = partsOf(schema).flatMap(([suffix, part]) =>
    propertiesOf(part, prefix + suffix, definitions),
  );
  return [...own, ...inside];
};

/** What is in a list, in a mapping with free keys, or one of several alternatives, and what to add to its key. */
const partsOf = (schema: JsonSchema): readonly (readonly [string, JsonSchema])[] =>
  [
    ...(schema.anyOf ?? []).map((one) => ['', one] as const),
    ['[]', schema.items] as const,
    ['.*', schema.additionalProperties] as const,
  ].filter(isSchema);

const typeWords = (schema: JsonSchema): string => {
  const { $ref, anyOf, items, additionalProperties, properties } = schema;
  const id = $ref?.split('/').at(-1);
  if (id !== undefined) {
    const heading = headings.get(id) ?? id;
    return (
      referenceWords[id] ??
      `[${heading.replace(/^An? /, '').toLowerCase()}](#${heading.toLowerCase().replaceAll(' ', '-')})`
    );
  }
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum) return schema.enum.map((one) => `\`${String(one)}\``).join(', ');
  if (anyOf) return [...new Set(anyOf.map((one) => typeWords(one)))].join(' or ');
  if (schema.type === 'array') return `list of ${isObject(items) ? typeWords(items) : 'values'}`;
  if (properties) return 'mapping';
  if (isObject(additionalProperties)) return `mapping to ${typeWords(additionalProperties)}`;
  const known = typeNames.find(([type]) => type === schema.type);
  return known === undefined ? 'value' : known[1];
};

const typeNames = [
  ['string', 'text'],
  ['integer', 'whole number'],
  ['number', 'number'],
  ['boolean', 'true or false'],
  ['null', 'null'],
] as const;

/** A key's own sentence, or that of what it refers to. */
const descriptionOf = (schema: JsonSchema, definitions: Definitions): string | undefined => {
  const target = definitions.get(schema.$ref?.split('/').at(-1) ?? '');
  const others = [...(target ? [target] : []), ...(schema.anyOf ?? []).filter(isObject)];
  return (
    schema.description ??
    others.map((one) => descriptionOf(one, definitions)).find((one) => one !== undefined)
  );
};

const isSchema = <K>(entry: readonly [K, unknown]): entry is [K, JsonSchema] => isObject(entry[1]);

const isObject = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** In a table of Markdown a bar would begin another cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|');
