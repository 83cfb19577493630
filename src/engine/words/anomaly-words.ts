import { namesOf } from '../../lesson/anomaly-names.ts';
import type { Anomaly, Doubt, Link, Party } from '../anomaly.ts';
import type { Place } from '../claim.ts';
import type { Value } from '../outcome.ts';
import { placeWords } from './place-words.ts';

/** What happened, in one sentence; and in another one whose changes came to nothing. */
export const anomalyWords = (anomaly: Omit<Anomaly, 'says'>): string =>
  [kindWords(anomaly), ...backWords(anomaly)].join(' ');

/** It was not for nothing that it looked: it may have rolled back for what it saw. */
const backWords = ({ kind, parties }: Pick<Anomaly, 'kind' | 'parties'>): readonly string[] => {
  // That its writer was rolled back is what the first one is about.
  const back = parties.filter((one, at) => one.rolledBack && !(kind === 'G1a' && at === 0));
  return back.length === 0 ? [] : [`${listed(back)} rolled back in the end.`];
};

const kindWords = ({ kind, parties, links }: Omit<Anomaly, 'says'>): string => {
  const [one = nobody, other = nobody] = parties;
  const [first, second] = links;
  if (first === undefined) return `${namesOf(kind).name}.`;
  switch (kind) {
    case 'G1a':
      return `${nameOf(other)} read ${placeWords(first.second)} what ${nameOf(one)} had written ${placeWords(first.first)}, and that was rolled back: it saw what never was.`;
    case 'G1b':
      return `${nameOf(other)} read ${placeWords(first.second)} what ${nameOf(one)} had written ${placeWords(first.first)}, and ${nameOf(one)} wrote it once more before it was through: it saw what was never final.`;
    case 'P1':
      return `${nameOf(other)} read ${placeWords(first.second)} what ${nameOf(one)} had written ${placeWords(first.first)} and not committed.`;
    case 'G0':
      return `${listed(parties)} each wrote over what another one of them had written.`;
    case 'G1c':
      return `${listed(parties)} each saw or wrote over what another one of them had done: none of them can have come first.`;
    case 'A5B':
      return second === undefined
        ? ''
        : `${nameOf(one)} relied on ${rowWords(first)} (step ${stepNo(first.first)}), which ${nameOf(other)} changed, and ${nameOf(other)} relied on ${rowWords(second)} (step ${stepNo(second.first)}), which ${nameOf(one)} changed: neither saw what the other did.`;
    case 'G2':
      if (second !== undefined && links.length === 2)
        return `${nameOf(one)} asked ${placeWords(first.first)} and ${nameOf(other)} ${placeWords(second.first)}; each wrote what changes the other one's answer, and neither saw that.`;
      return ofSeveralUnseen({ parties, links });
    case 'G2-item':
      return ofSeveralUnseen({ parties, links });
    default:
      return ofOneUnseen({ kind, parties, links });
  }
};

const nobody: Party = { session: '?' };

const ofSeveralUnseen = ({ parties, links }: Pick<Anomaly, 'parties' | 'links'>): string => {
  if (links.every(({ kind }) => kind === 'rw'))
    return `Each of ${listed(parties)} wrote what changes what another one of them had read, and none saw that.`;
  const each = links.map((link, at) =>
    linkWords(link, nameOf(parties[at] ?? nobody), nameOf(parties[(at + 1) % parties.length] ?? nobody)),
  );
  return `${each.join(', ')}: none of them can have come first.`;
};

const linkWords = (link: Link, one: string, other: string): string => {
  switch (link.kind) {
    case 'rw':
      return `${one} did not see ${placeWords(link.first)} what ${other} did to ${rowWords(link)}`;
    case 'wr':
      return `${other} saw ${placeWords(link.second)} what ${one} did to ${rowWords(link)}`;
    case 'ww':
      return `${other} wrote ${placeWords(link.second)} over what ${one} did to ${rowWords(link)}`;
    case 'next':
      return `${other} goes on after ${one}`;
  }
};

/** Of two: one did not see what the other did, and met it all the same. */
const ofOneUnseen = ({ kind, parties, links }: Omit<Anomaly, 'says'>): string => {
  const at = links.findIndex((link) => link.kind === 'rw');
  const missed = links[at];
  const met = links[(at + 1) % links.length];
  const reader = nameOf(parties[at] ?? nobody);
  const writer = nameOf(parties[(at + 1) % parties.length] ?? nobody);
  if (missed === undefined || met === undefined) return '';
  const did = placeWords(missed.second);
  // What is committed was read first, for a lock, and what the snapshot has behind it.
  const isSnapshotLast = missed.first.statement > met.second.statement;
  if (isSnapshotLast && (kind === 'P2' || kind === 'P3' || kind === 'PMP'))
    return `${reader} met ${placeWords(met.second)} what ${writer} had done to ${rowWords(met)}, and what it asked ${placeWords(missed.first)} did not have what ${writer} did to ${rowWords(missed)} ${did}.`;
  switch (kind) {
    case 'P4':
      return missed.unseen === undefined
        ? `${reader} wrote over what it had not seen: it read ${rowWords(missed)} ${placeWords(missed.first)}, ${writer} changed that ${did}, and ${reader} wrote it ${placeWords(met.second)}.`
        : `${reader} wrote over what it had not seen: ${writer} changed ${rowWords(missed)} ${did}${committedWords(missed)}; ${reader} read it ${placeWords(missed.first)} as it was before${snapshotWords(missed)}, and wrote it ${placeWords(met.second)}.`;
    case 'P2':
      if (met.of === 'answer' && ['UPDATE', 'DELETE'].includes(met.second.verb))
        return `${reader} read ${rowWords(missed)} ${placeWords(missed.first)}, and its ${met.second.verb} ${placeWords(met.second)} did not find it any more: ${writer} changed that ${did}${committedWords(missed)}.`;
      if (met.of === 'answer')
        return `${reader} read ${rowWords(missed)} ${placeWords(missed.first)}, and ${placeWords(met.second)} it was not in the answer any more: ${writer} changed that ${did}${committedWords(missed)}.`;
      return `${reader} read ${rowWords(missed)} ${againWords(missed, met, 'again ')}, and it had become another one: ${writer} changed it ${did}${committedWords(missed)}.`;
    case 'P3':
      return `${reader} asked the same question ${againWords(missed, met)}, and ${rowWords(missed)} had come into the answer: ${writer} wrote it ${did}${committedWords(missed)}${ownWords(reader, met)}.`;
    case 'PMP':
      if (missed.of === 'row')
        return `${reader} saw ${rowWords(missed)} ${placeWords(missed.first)} as it was before ${writer}'s changes, and ${placeWords(met.second)} acted on what they had made of it.`;
      return `What ${reader} asked ${placeWords(missed.first)} did not have ${rowWords(missed)} yet, and ${placeWords(met.second)} it met it: ${writer} wrote it ${did}${committedWords(missed)}${ownWords(reader, met)}.`;
    case 'A5A':
      return `${reader} saw ${rowWords(missed)} ${placeWords(missed.first)} as it was before ${writer}'s changes, and ${rowWords(met)} ${placeWords(met.second)} as it is after them.`;
    case 'OTV':
      if (missed.first.statement === met.second.statement)
        return `${reader} saw ${placeWords(met.second)} what ${writer} had done to ${rowWords(met)}, and ${rowWords(missed)} as if ${writer} had not been there.`;
      return `${reader} saw ${placeWords(met.second)} what ${writer} had done to ${rowWords(met)}, and ${placeWords(missed.first)} ${rowWords(missed)} as if ${writer} had not been there: what it had observed vanished.`;
    default:
      if (met.check)
        return `${reader} did not see ${placeWords(missed.first)} what ${writer} did to ${rowWords(missed)} ${did}, and ${placeWords(met.second)} a key met what ${writer} did to ${rowWords(met)}.`;
      return parties.length === 2
        ? `${reader} did not see ${placeWords(missed.first)} what ${writer} did to ${rowWords(missed)} ${did}, and ${placeWords(met.second)} it comes after ${writer} all the same.`
        : `${reader} did not see ${placeWords(missed.first)} what ${writer} did ${did}, and comes after it all the same, by way of ${listed(parties.filter((_, nth) => nth !== at && nth !== (at + 1) % parties.length))}.`;
  }
};

/** When what was missed was committed: later than it was missed, or before a snapshot could not see it any more. */
const committedWords = ({ unseen, committed }: Link): string => {
  if (unseen === undefined || committed === undefined) return '';
  return ` and committed that ${unseen === 'uncommitted' ? 'only ' : ''}${placeWords(committed)}`;
};

const snapshotWords = ({ unseen }: Link): string => (unseen === 'snapshot' ? ', in its snapshot' : '');

/** Twice, and with which of them it has locked where it has not with both. */
const againWords = (missed: Link, met: Link, again = ''): string => {
  const each = [placeWords(missed.first), `${again}${placeWords(met.second)}`] as const;
  const isLater = met.locking !== undefined && met.own === undefined;
  if (isLater === (missed.locking !== undefined)) return each.join(' and ');
  const how = `this time with a locking read${met.second.verb === 'SELECT' ? ' (FOR SHARE or FOR UPDATE)' : ''}`;
  return isLater ? `${each[0]} and, ${how}, ${each[1]}` : `${each[0]} with a locking read and ${each[1]}`;
};

/** It sees what it has changed itself, whatever its snapshot has. */
const ownWords = (reader: string, { own }: Link): string =>
  own === undefined ? '' : `, and ${reader} sees it since its own ${own.verb} ${placeWords(own)}`;

/** A transaction, by its session where that has only one that matters. */
export const nameOf = ({ session, since }: Party): string =>
  since?.step === undefined ? session : `${session} (from step ${since.step + 1})`;

const listed = (parties: readonly Party[]): string => {
  const names = parties.map(nameOf);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
};

/** The circle in one line: `A ─rw(row 1)→ B ─ww(row 1)→ A`; of a bad read the way from the writer to the reader. */
export const wayWords = ({ parties, links }: Pick<Anomaly, 'parties' | 'links'>): string => {
  const tables = new Set(links.flatMap(({ kind, table }) => (kind === 'next' ? [] : [table]))).size;
  const arrows = links.map((link) => `─${link.kind}${onWords(link, tables)}→`);
  const [first = nobody] = parties;
  const ends = links.length === parties.length ? [...parties.slice(1), first] : parties.slice(1);
  return [nameOf(first), ...ends.flatMap((party, at) => [arrows[at] ?? '', nameOf(party)])].join(' ');
};

const onWords = (link: Link, tables: number): string => {
  if (link.kind === 'next') return '';
  const row = tables > 1 ? rowWords(link) : `row ${cellsWords(link.key)}`;
  return link.of === 'answer' ? `(answer: ${row})` : `(${row})`;
};

const rowWords = ({ table, key }: { readonly table: string; readonly key: readonly Value[] }): string =>
  `row ${cellsWords(key)} of ${table}`;

const cellsWords = (key: readonly Value[]): string =>
  key.length === 1 ? cellWords(key[0] ?? null) : `(${key.map(cellWords).join(', ')})`;

/** In characters; more would not be read. */
const longest = 24;

const cellWords = (value: Value): string =>
  value === null ? 'NULL' : value.length > longest ? `${value.slice(0, longest)}…` : value;

const stepNo = ({ step }: Place): string => (step === undefined ? '–' : String(step + 1));

/** Why something is not known, and what would tell it. */
export const doubtWords = ({ why, session = '', at, table = '', key = [] }: Omit<Doubt, 'says'>): string => {
  const place = at === undefined ? '' : ` ${placeWords(at)}`;
  switch (why) {
    case 'unknown-read':
      return `What ${session} has read${place} cannot be told from its answer.`;
    case 'runs-more':
      return `What ${session} has read${place} is not known: it runs a procedure, a function, a trigger or a prepared statement, and what these read is not followed. Write their statements in its place, and it can be told.`;
    case 'several-versions':
      return `What ${session} has read${place} may be one of several versions of ${rowWords({ table, key })}. Write different values, and it can be told.`;
    case 'unknown-writer':
      return `Which statements wrote ${rowWords({ table, key })}, and in which order, is not known.`;
    case 'keyless':
      return `${table} has no primary key: its rows cannot be told from one another.`;
    case 'unversioned':
      return `${table} is no InnoDB table: it has no transactions.`;
    case 'unread':
      return `${table} could not be read, or has more rows than the lab reads.`;
    case 'too-long':
      return 'The run is too long to look at all that its statements have read. A shorter one can be told.';
    case 'remade':
      return `${table} was altered or made anew: its rows before and after that are not compared.`;
    case 'open':
      return `${session} has written, and how its transaction ends is not known.`;
    case 'redis':
      return 'What the sessions know from Redis is not followed.';
  }
};
