import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import type { Anomaly, Happened, Link } from '../../src/engine/anomaly.ts';
import type { LabState } from '../../src/engine/state.ts';
import { anomalyWords, doubtWords } from '../../src/engine/words/anomaly-words.ts';
import { anomalyKinds } from '../../src/lesson/anomaly-names.ts';
import { happenedLines } from '../../src/report/happened-lines.ts';
import { paintFor } from '../../src/report/paint.ts';
import { play, readRecording } from './recordings.ts';

const place = (step: number, verb = 'SELECT') => ({ statement: step - 1, step: step - 1, verb });

const link = (kind: Link['kind'], more: Partial<Link> = {}): Link => ({
  kind,
  of: 'row',
  table: 'accounts',
  key: ['1'],
  first: place(2),
  second: place(5, 'UPDATE'),
  ...more,
});

const told = (one: Omit<Anomaly, 'says'>): Anomaly => ({ ...one, says: anomalyWords(one) });

const lostUpdate = told({
  kind: 'P4',
  parties: [{ session: 'A' }, { session: 'B' }],
  links: [link('rw'), link('ww', { first: place(5, 'UPDATE'), second: place(7, 'UPDATE') })],
});

const endedWith = async (happened: Happened): Promise<LabState> => {
  const state = play(await readRecording('unique-index')).at(-1)?.[1];
  if (state?.finished === undefined) throw new Error('Not whole');
  return { ...state, finished: { ...state.finished, happened } };
};

const linesOf = async (happened: Happened, width = 80) =>
  happenedLines(await endedWith(happened), width, paintFor(false));

it('names, draws and says it', async () => {
  expect(await linesOf({ anomalies: [lostUpdate], doubts: [] })).toEqual([
    '',
    'What happened',
    '≠ lost update (P4, G-single)',
    '  A ─rw(row 1)→ B ─ww(row 1)→ A',
    '  A wrote over what it had not seen: it read row 1 of accounts in step 2, B',
    '  changed that in step 5, and A wrote it in step 7.',
    '  What the letters mean: isolab map --letters',
  ]);
});

it('says where there is none, and what was in the way', async () => {
  const order = [{ session: 'B' }, { session: 'A' }];
  expect(await linesOf({ anomalies: [], doubts: [], order })).toEqual([
    '',
    'What happened',
    'No anomaly: the transactions can stand one after the other, B, then A.',
    'What was in the way: B waited for A (step 6); B got error 1062 (step 6).',
  ]);
  const [, , first] = await linesOf({ anomalies: [], doubts: [] });
  expect(first).toBe('No anomaly: no transaction depends on another one.');
});

it('says that a promise is violated for another reason', async () => {
  const state = await endedWith({ anomalies: [], doubts: [] });
  const { finished } = state;
  if (finished === undefined) throw new Error('Not whole');
  const broken = { ...state, finished: { ...finished, violations: { columns: ['id'], rows: [['1']] } } };
  expect(happenedLines(broken, 200, paintFor(false)).at(-1)).toMatch(
    /^The promise is violated, and no anomaly is why: /,
  );
});

it('says of a change that was there before it was missed when it was committed', () => {
  const written = { first: place(6), second: place(4, 'UPDATE') };
  const kinds = ['P4', 'P2', 'P3', 'PMP'] as const;
  const says = (kind: (typeof kinds)[number], missed: Partial<Link>) =>
    told({
      kind,
      parties: [{ session: 'A' }, { session: 'B' }],
      links: [
        link('rw', { of: kind === 'PMP' ? 'answer' : 'row', ...missed }),
        link('wr', { second: place(10) }),
      ],
    }).says;
  for (const kind of kinds) {
    expect(says(kind, { ...written, unseen: 'uncommitted', committed: place(8, 'COMMIT') })).toContain(
      ' in step 4 and committed that only in step 8',
    );
    expect(says(kind, { ...written, unseen: 'snapshot', committed: place(5, 'COMMIT') })).toContain(
      ' in step 4 and committed that in step 5',
    );
    expect(says(kind, {})).not.toContain('committed');
  }
});

it('says with which read one has locked, and which change of its own shows a row', () => {
  const says = (missed: Partial<Link>, met: Partial<Link>, kind: 'P2' | 'P3' = 'P3') =>
    told({
      kind,
      parties: [{ session: 'A' }, { session: 'B' }],
      links: [link('rw', { of: 'answer', ...missed }), link('wr', { second: place(7), ...met })],
    }).says;
  expect(says({}, {})).toMatch(/^A asked the same question in step 2 and in step 7, and /);
  expect(says({}, { locking: true })).toMatch(
    /^A asked the same question in step 2 and, this time with a locking read \(FOR SHARE or FOR UPDATE\), in step 7, and /,
  );
  expect(says({}, { of: 'row' }, 'P2')).toContain(' in step 2 and again in step 7, and ');
  expect(says({}, { of: 'row', locking: true }, 'P2')).toContain(
    ' in step 2 and, this time with a locking read (FOR SHARE or FOR UPDATE), again in step 7, and ',
  );
  expect(says({ locking: true }, { locking: true })).not.toContain('locking read');
  expect(says({ locking: true }, {})).toContain('in step 2 with a locking read and in step 7');
  expect(says({}, { locking: true, own: place(6, 'UPDATE') })).toMatch(
    /^A asked the same question in step 2 and in step 7, .*, and A sees it since its own UPDATE in step 6\.$/,
  );
});

it('says that only one committed, where nothing is left to depend on', async () => {
  const state = await endedWith({ anomalies: [], doubts: [] });
  const ended = (session: string, how: 'committed' | 'rolled back') => ({
    session,
    level: 'SERIALIZABLE',
    autocommit: false,
    ended: { how },
  });
  const first = (transactions: NonNullable<LabState['finished']>['transactions']) => {
    if (state.finished === undefined || transactions === undefined) throw new Error('Not whole');
    const now = { ...state, finished: { ...state.finished, transactions } };
    return happenedLines(now, 80, paintFor(false))[2];
  };
  const none = 'No anomaly: no transaction depends on another one.';
  expect(first([ended('A', 'committed'), ended('B', 'rolled back')])).toBe(
    'No anomaly: only A committed, so there is nothing to depend on.',
  );
  expect(first([ended('A', 'committed'), ended('B', 'committed')])).toBe(none);
  expect(first([ended('A', 'rolled back'), ended('B', 'rolled back')])).toBe(none);
  expect(first([ended('A', 'committed')])).toBe(none);
});

it('tells what kept a read away whose answer the screen has not', async () => {
  const at = { statement: 2, step: 2, verb: 'SELECT' };
  const says = async (why: 'snapshot' | 'uncommitted') =>
    (await linesOf({ anomalies: [], doubts: [], unseen: [{ session: 'A', at, why }] })).join(' ');
  expect(await says('snapshot')).toMatch(/What was in the way: . read from its snapshot \(step \d+\)/);
  expect(await says('uncommitted')).toMatch(
    /What was in the way: . did not see what was not committed \(step \d+\)/,
  );
});

it('never says that there is none where something is not known', async () => {
  const doubts = ['keyless', 'open', 'redis', 'remade', 'unknown-read'].map((why) => {
    const one = { why: why as Happened['doubts'][number]['why'], session: 'A', table: 't', at: place(2) };
    return { ...one, says: doubtWords(one) };
  });
  const text = (await linesOf({ anomalies: [], doubts, order: [] })).join(' ');
  expect(text).toContain('No anomaly is known.');
  expect(text).not.toContain('No anomaly:');
  expect(text).toContain('Cannot tell: t has no primary key');
  expect(text).toContain('And 2 more like these.');
});

it('of every kind there is a sentence with its sessions and steps, and no line is too wide', async () => {
  for (const kind of anomalyKinds) {
    const isRead = ['G1a', 'G1b', 'P1'].includes(kind);
    const first = kind.startsWith('G1') || isRead ? 'wr' : 'rw';
    const one = told({
      kind,
      parties: [{ session: 'A', since: place(1, 'BEGIN') }, { session: 'B' }],
      links: isRead ? [link(first)] : [link(first), link(kind === 'A5B' ? 'rw' : 'wr', { key: ['2', 'x'] })],
    });
    expect(one.says, kind).toMatch(/^[^?]*\bB\b[^?]*\.$/);
    expect(one.says, kind).toContain('A (from step 1)');
    for (const width of [40, 80])
      for (const line of await linesOf({ anomalies: [one], doubts: [] }, width))
        expect(stringWidth(line), line).toBeLessThanOrEqual(width);
  }
});
