import type { Finding } from '../engine/judge/finding.ts';
import { placeText } from '../engine/judge/place-words.ts';
import type { Level } from '../lesson/level.ts';
import { printable } from '../printable.ts';
import { counted } from '../text/amounts.ts';
import type { PlaceOutcome, Round, RoundCase } from './watch-round.ts';

/** A line of what is shown after a round, and what it means; a colour only says it once more. */
export interface WatchLine {
  readonly tone: 'plain' | 'strong' | 'faint' | 'good' | 'bad';
  readonly text: string;
}

/** What does not hold, and what has changed since the round before, in few lines. */
export const roundLines = (round: Round, before: Round | undefined): readonly WatchLine[] => {
  const failures = gathered(round, (one) =>
    one.findings.flatMap((finding) =>
      finding.verdict === 'fails'
        ? [{ place: finding.place, words: [finding.what, finding.expected, finding.observed] }]
        : [],
    ),
  );
  const changes = before === undefined ? [] : gathered(round, (one) => changesOf(one, before));
  return [
    ...verdictLines(round, failures.length),
    ...failures.flatMap(({ where, words: [what = '', expected = '', observed = ''] }) => [
      line('bad', `✗ ${where}`),
      line('plain', `    ${what}`),
      line('plain', `    expected  ${expected}`),
      line('plain', `    observed  ${observed}`),
    ]),
    ...(changes.length === 0 ? [] : [line('plain', ''), line('strong', 'Changed since the last run')]),
    ...changes.flatMap(({ where, words: [was = '', now = ''] }) => [
      line('plain', `  ${where}`),
      line('faint', `    was  ${was}`),
      line('plain', `    now  ${now}`),
    ]),
  ];
};

const verdictLines = ({ cases }: Round, failures: number): readonly WatchLine[] => {
  const unproven = cases.flatMap(({ findings }) => findings.filter(({ verdict }) => verdict === 'unproven'));
  const claims = cases.flatMap(({ findings }) => findings).length - unproven.length;
  const verdict =
    failures > 0
      ? line('bad', `✗ ${counted(failures, 'expectation does not hold', 'expectations do not hold')}`)
      : claims > 0
        ? line('good', '✓ everything that the lesson expects is so')
        : line('plain', '– the lesson expects nothing yet');
  if (unproven.length === 0) return [verdict];
  const steps = counted(unproven.length, 'outcome is', 'outcomes are');
  return [verdict, line('faint', `– ${steps} not expected yet; isolab record writes down what happened`)];
};

interface Said {
  readonly place: Finding['place'];
  readonly words: readonly string[];
}

/** The same thing at several levels is said once. */
const gathered = (
  round: Round,
  saidOf: (one: RoundCase) => readonly Said[],
): readonly { readonly where: string; readonly words: readonly string[] }[] => {
  const groups = new Map<
    string,
    { readonly first: RoundCase; readonly said: Said; readonly levels: Level[] }
  >();
  for (const one of round.cases) {
    for (const said of saidOf(one)) {
      const key = JSON.stringify([one.variant, said]);
      const group = groups.get(key) ?? { first: one, said, levels: [] };
      group.levels.push(one.level);
      groups.set(key, group);
    }
  }
  return [...groups.values()].map(({ first, said, levels }) => ({
    where: `${placeText(said.place, first.script, mostWords)}, ${levelWords(levels, round)}${first.variant === undefined ? '' : `, variant ${first.variant}`}`,
    words: said.words,
  }));
};

const changesOf = (one: RoundCase, before: Round): readonly Said[] => {
  const old = before.cases.find(({ level, variant }) => level === one.level && variant === one.variant);
  if (old === undefined) return [];
  const then = new Map(aligned(old, one).map(({ at, words }) => [at, words]));
  return aligned(one, old).flatMap(({ at, place, words }) => {
    const was = then.get(at);
    return was === undefined || was === words ? [] : [{ place, words: [was, words] }];
  });
};

/** The outcomes with a key by which they can be found in another run, also when a statement was changed. */
const aligned = (one: RoundCase, other: RoundCase): readonly (PlaceOutcome & { readonly at: string })[] => {
  const others = new Set(other.outcomes.map(({ key }) => key));
  let behind = 'the beginning';
  let sinceThen: readonly string[] = [];
  return one.outcomes.map((outcome) => {
    if (others.has(outcome.key)) {
      behind = outcome.key;
      sinceThen = [];
      return { ...outcome, at: outcome.key };
    }
    const session = typeof outcome.place !== 'number' ? '' : (one.script.steps[outcome.place]?.session ?? '');
    sinceThen = [...sinceThen, session];
    const count = sinceThen.filter((name) => name === session).length;
    return { ...outcome, at: `${session} ${count} behind ${behind}` };
  });
};

/** As much of a step and its statement as a line has room for. */
const mostWords = 70;

const levelWords = (levels: readonly Level[], { cases }: Round): string => {
  const all = new Set(cases.map(({ level }) => level));
  return levels.length === all.size && all.size > 1 ? 'every level' : levels.join(', ');
};

/** Values and statements may hold anything, also what would make a terminal do things. */
const line = (tone: WatchLine['tone'], text: string): WatchLine => ({ tone, text: printable(text) });
