/** Speaker notes: Markdown whose second-level headings name the step they belong to. */
export interface Notes {
  /** What stands before the first heading: for the beginning. */
  readonly opening: string;
  /** By the number of the step, or its name, or `end`; in lower case. */
  readonly sections: ReadonlyMap<string, string>;
}

/** "## 3", "## insert_b" and "## end" begin a part; other headings belong to the text. */
export const parseNotes = (markdown: string): Notes => {
  const [opening = '', ...parts] = markdown.split(/^## +(?=\S+ *$)/m);
  const sections = parts.map((part) => {
    const [heading = ''] = part.split('\n', 1);
    return [heading.trim().toLowerCase(), part.slice(heading.length).trim()] as const;
  });
  return { opening: opening.trim(), sections: new Map(sections) };
};

/** The notes for the step that comes next, counted from 0; `end` when there is none. */
export const notesFor = (
  { opening, sections }: Notes,
  step: { readonly index: number; readonly name?: string } | 'end',
): string => {
  if (step === 'end') return sections.get('end') ?? '';
  const own = sections.get(String(step.index + 1)) ?? sections.get(step.name ?? '');
  return [...(step.index === 0 ? [opening] : []), own ?? ''].filter((one) => one !== '').join('\n\n');
};
