import { type Claim, isSaid, type StatementClaims } from '../engine/claim.ts';
import type { LabEvent, TableView } from '../engine/events.ts';
import { judge } from '../engine/judge/judge.ts';
import { leftScriptAt, wordsHold } from '../engine/judge/words-hold.ts';
import { standingCircles } from '../engine/standing-circle.ts';
import type { LabState, StatementEntry } from '../engine/state.ts';
import { isLossTold, statementOfStep } from '../engine/taken.ts';
import { lastWaits } from '../engine/waits.ts';
import { whyAtEnd, whyTold } from '../engine/why-told.ts';
import { promptWords } from '../engine/words/statement-words.ts';
import { circleWords } from '../engine/words/wait-words.ts';
import { needsRedis, placeOf } from '../lesson/script.ts';
import { printable } from '../printable.ts';
import { hanging, wrapped } from '../text/fit.ts';
import { type Block, type Layout, layoutFor, placeBlock, placeHeads } from './layout.ts';
import { lostLines, outcomeLines } from './outcome-lines.ts';
import { type Paint, paintFor } from './paint.ts';
import { proseLines } from './prose.ts';
import {
  againLines,
  answerLines,
  cameToLines,
  deferLines,
  skipLines,
  statementLines,
  waitLines,
  wentOnLines,
} from './step-lines.ts';
import { committedLines, endLines, headLines, sessionHead } from './text-frame.ts';

export interface TextOptions {
  /** The width of the terminal in columns; 80 is usual where there is none. */
  readonly width: number;
  readonly color: boolean;
  /** Gets whole lines, each with its line break. */
  readonly write: (text: string) => void;
  /** Only what happened: no head, no explanations, no conclusions. */
  readonly bare?: boolean;
  /** With `bare`: yet also what the lab derives. */
  readonly withSeen?: boolean;
  /** Steps that did not come out as the lesson says, by their index: they are marked. */
  readonly failed?: ReadonlySet<number>;
}

/** Writes a run as text while it happens: mysql clients side by side, time going down. */
export class TextReport {
  readonly #write: TextOptions['write'];
  readonly #width: number;
  readonly #paint: Paint;
  readonly #bare: boolean;
  readonly #tellsSeen: boolean;
  readonly #failed: TextOptions['failed'];
  #layout: Layout;
  /** Redis has a column of its own, at the right. */
  #hasRedis = false;
  /** Statements that have been written. */
  #begun = new Set<number>();
  /** The statement of which something was written last. */
  #last: number | undefined;
  /** What each statement was last said to wait for, as texts. */
  #waits = new Map<number, ReadonlySet<string>>();
  /** What was last derived about each statement. */
  #derived = new Map<number, readonly Claim[]>();
  /** Steps whose explanation is due as soon as everything is settled. */
  #toExplain = new Set<number>();
  /** Steps of which something was said when they began to wait. */
  #explained = new Set<number>();
  /** Who is known to wait for each other. */
  #circles: readonly string[] = [];
  /** The committed rows of each table as last written, as text. */
  #committed: ReadonlyMap<string, string> = new Map();

  constructor(options: TextOptions) {
    this.#write = options.write;
    this.#width = options.width;
    this.#paint = paintFor(options.color);
    this.#bare = options.bare ?? false;
    this.#tellsSeen = options.withSeen ?? !this.#bare;
    this.#failed = options.failed;
    this.#layout = this.#layoutFor(2);
  }

  /** `state` is the state after the event. */
  tell(event: LabEvent, state: LabState): void {
    switch (event.type) {
      case 'run-started':
        this.#begin(state);
        break;
      case 'statement-sent':
        // What the application sends by itself is written with what comes of it, behind its answer.
        if (event.by !== 'application') this.#sent(statementOf(state, event.statement), state);
        break;
      case 'statement-blocked':
        this.#blocked(statementOf(state, event.statement), state);
        break;
      case 'statement-running':
        this.#sent(statementOf(state, event.statement), state);
        this.#block(state, event.session, { lines: [this.#paint.faint('… still at work')] });
        break;
      case 'statement-finished':
        this.#finished(statementOf(state, event.statement), state);
        break;
      case 'step-skipped':
        this.#skipped(event, state);
        break;
      case 'step-deferred':
      case 'answered':
      case 'tries-again':
      case 'session-lost':
        this.#block(state, event.session, this.#noteOf(event, state));
        break;
      case 'settled':
        this.#seen(event.seen ?? []);
        this.#settled(state);
        break;
      case 'run-finished':
        this.#end(state);
        break;
      case 'looked-aside':
      case 'gave-up':
        // Written with the steps that are not taken because of it.
        break;
    }
  }

  #begin(state: LabState): void {
    const { sessions, steps } = state.script;
    const withRedis = this.#layoutFor(sessions.length + 1);
    this.#hasRedis = needsRedis(steps) && withRedis.sideBySide;
    this.#layout = this.#hasRedis ? withRedis : this.#layoutFor(sessions.length);
    this.#begun = new Set();
    this.#waits = new Map();
    this.#derived = new Map();
    this.#last = undefined;
    this.#toExplain = new Set();
    this.#explained = new Set();
    this.#circles = [];
    this.#committed = new Map();
    if (!this.#bare) this.#lines(headLines(state, this.#layout, this.#paint));
    this.#commit(state.observation.tables);
    const heads = sessions.map((_, index) =>
      sessionHead(
        state.script,
        index,
        this.#layout.sideBySide ? this.#layout.room : this.#layout.width,
        this.#paint,
      ),
    );
    const redis = this.#hasRedis ? [[this.#paint.strong('Redis')]] : [];
    this.#lines(['', ...placeHeads([...heads, ...redis], this.#layout, this.#paint)]);
  }

  #layoutFor(columns: number): Layout {
    return layoutFor(this.#width, columns, this.#failed !== undefined);
  }

  /** How a step is told from the others. */
  #numbered(step: number): Pick<Block, 'number' | 'isMarked'> {
    return { number: step + 1, isMarked: this.#failed?.has(step) ?? false };
  }

  /** The statement itself, once: what to look for, and the SQL. */
  #sent(entry: StatementEntry, state: LabState): void {
    if (this.#begun.has(entry.statement)) return;
    this.#begun.add(entry.statement);
    const byScript = entry.by === 'script' && entry.step !== undefined;
    if (byScript) {
      this.#look(entry.step, state);
      this.#toExplain.add(entry.step);
    }
    const index = placeOf(state.script, entry.session);
    const { session, to } = entry;
    // The head of its column says where it goes.
    const prompt = promptWords(to === 'redis' && this.#hasRedis ? { session } : entry);
    const lines = statementLines(entry, index, this.#layout.room, this.#paint, prompt);
    this.#block(state, session, { lines, ...(byScript && this.#numbered(entry.step)) }, to);
    this.#last = entry.statement;
  }

  #blocked(entry: StatementEntry, state: LabState): void {
    this.#sent(entry, state);
    // A wait may grow, or be for somebody else: what is known of it already is not said again.
    const told = this.#waits.get(entry.statement) ?? new Set();
    const named = lastWaits(entry);
    const texts = named.map((wait) => JSON.stringify(wait));
    const waits = named.filter((_, index) => !told.has(texts[index] ?? ''));
    this.#waits.set(entry.statement, new Set(texts));
    const lines = waitLines({ waits }, state, this.#layout.room, this.#paint);
    this.#block(state, entry.session, { lines });
    this.#last = entry.statement;
    // It waits to its end, and nothing is settled before that.
    const step = entry.by === 'script' ? entry.step : undefined;
    if (step !== undefined && state.script.steps[step]?.until === 'finished') this.#why(step, state);
  }

  #finished(entry: StatementEntry, state: LabState): void {
    const { room } = this.#layout;
    this.#sent(entry, state);
    const outcome = entry.outcome === undefined ? [] : outcomeLines(entry.outcome, entry, room, this.#paint);
    this.#block(state, entry.session, { lines: [...this.#headOf(entry), ...outcome] }, entry.to);
    this.#last = entry.statement;
    if (entry.by === 'script' && entry.step !== undefined) this.#toExplain.add(entry.step);
  }

  /** Before an outcome: how long it took to come, or whose it is, where that is not the line above. */
  #headOf(entry: StatementEntry): readonly string[] {
    const { room } = this.#layout;
    if (entry.waitedMs !== undefined) return wentOnLines(entry, entry.waitedMs, room, this.#paint);
    return this.#last === entry.statement ? [] : cameToLines(entry, room, this.#paint);
  }

  #noteOf(
    event: Extract<LabEvent, { type: 'step-deferred' | 'answered' | 'tries-again' | 'session-lost' }>,
    state: LabState,
  ): Omit<Block, 'session'> {
    const { room } = this.#layout;
    switch (event.type) {
      case 'session-lost':
        return { lines: isLossTold(state, event.session) ? [] : lostLines(event, room, this.#paint) };
      case 'tries-again':
        return { lines: againLines(event, state.script, room, this.#paint) };
      case 'answered':
        return { lines: answerLines(event.answer, event.rejected, room, this.#paint) };
      case 'step-deferred': {
        const sql = state.script.steps[event.step]?.sql ?? '';
        return { lines: deferLines(event.session, sql, room, this.#paint), number: event.step + 1 };
      }
    }
  }

  /** The lesson's own words about a step that it expects to be taken do not fit when it is not. */
  #skipped({ step, session, because }: Extract<LabEvent, { type: 'step-skipped' }>, state: LabState): void {
    const { sql = '', expect, why } = state.script.steps[step] ?? {};
    if (expect?.skipped) this.#look(step, state);
    const lines = skipLines(sql, because, this.#layout.room, this.#paint);
    this.#block(state, session, { lines, ...this.#numbered(step) });
    if (expect?.skipped && typeof why === 'string' && wordsHold(state, step)) this.#prose('↳ ', why);
  }

  #look(step: number, state: LabState): void {
    const look = state.script.steps[step]?.look;
    const left = leftScriptAt(state);
    if (look === undefined || left === 'order' || (typeof left === 'number' && left < step)) return;
    this.#lines(['']);
    this.#prose('▸ ', look);
  }

  /** What the lab derives and has not said yet; that a wait is over is told with the answer. */
  #seen(seen: readonly StatementClaims[]): void {
    for (const { statement, claims } of seen) {
      const told = this.#derived.get(statement) ?? [];
      this.#derived.set(statement, claims);
      for (const claim of claims) {
        if (!isSaid(claim) || told.some((one) => one.says === claim.says || isWaitOf(one, claim))) continue;
        if (this.#tellsSeen) this.#text('∴ ', wrapped(printable(claim.says), this.#roomFor('∴ ')));
      }
    }
  }

  /** What the lesson says of a step is true as long as the step comes to what the lesson expects. */
  #why(step: number, state: LabState): void {
    const entry = statementOfStep(state, step);
    const why = state.script.steps[step]?.why;
    if (entry === undefined || why === undefined) return;
    const isBegun = this.#explained.has(step);
    if (isBegun && entry.status !== 'finished') return;
    const text = isBegun ? whyAtEnd(why) : whyTold(why, entry);
    if (text === undefined || !wordsHold(state, step)) return;
    this.#explained.add(step);
    this.#prose('↳ ', text);
  }

  #settled(state: LabState): void {
    const circles = standingCircles(state).map(circleWords);
    for (const words of circles.filter((one) => !this.#circles.includes(one)))
      this.#lines(hanging('‖ ', this.#paint.waiting(printable(words)), this.#layout.width));
    this.#circles = circles;
    for (const step of this.#toExplain) this.#why(step, state);
    this.#toExplain.clear();
    const isOver = state.steps.every(({ status }) => status === 'taken' || status === 'skipped');
    const isFree = state.sessions.every(({ status }) => status === 'idle' || status === 'lost');
    if (!(isOver && isFree)) this.#commit(state.observation.tables);
  }

  #end(state: LabState): void {
    this.#lines(['']);
    this.#commit(state.observation.tables);
    if (!this.#bare) this.#lines(endLines(state, judge(state), this.#layout, this.#paint));
  }

  /** The committed rows, when they are others than those written last. */
  #commit(tables: readonly TableView[]): void {
    const before = this.#committed;
    this.#committed = new Map(tables.map((table) => [table.name, JSON.stringify(table)]));
    const changed = tables.filter(({ name }) => before.get(name) !== this.#committed.get(name));
    this.#lines(committedLines(changed, this.#layout, this.#paint));
  }

  #block(state: LabState, session: string, block: Omit<Block, 'session'>, to?: StatementEntry['to']): void {
    const beside = state.sessions.map(({ name, status }) => ({ name, waits: status === 'blocked' }));
    const column = to === 'redis' && this.#hasRedis ? beside.length : placeOf(state.script, session);
    const all = this.#hasRedis ? [...beside, { name: 'Redis', waits: false }] : beside;
    this.#lines(placeBlock({ session: column, ...block }, all, this.#layout, this.#paint));
  }

  #prose(mark: string, markdown: string): void {
    if (!this.#bare) this.#text(mark, proseLines(markdown, this.#roomFor(mark), this.#paint));
  }

  #roomFor(mark: string): number {
    return this.#layout.width - this.#layout.gutter - mark.length;
  }

  /** Across all columns. */
  #text(mark: string, lines: readonly string[]): void {
    const indent = ' '.repeat(this.#layout.gutter);
    this.#lines(lines.map((line, index) => indent + (index === 0 ? mark : ' '.repeat(mark.length)) + line));
  }

  #lines(lines: readonly string[]): void {
    if (lines.length > 0) this.#write(`${lines.map((line) => line.trimEnd()).join('\n')}\n`);
  }
}

const statementOf = (state: LabState, statement: number): StatementEntry => {
  const entry = state.timeline.find(
    (one): one is StatementEntry => one.kind === 'statement' && one.statement === statement,
  );
  if (entry === undefined) throw new Error(`No statement ${statement}`);
  return entry;
};

/** That of a wait which is over now. */
const isWaitOf = (wait: Claim, over: Claim): boolean =>
  wait.kind === 'lock-taken' &&
  over.kind === 'lock-taken' &&
  wait.holder === over.holder &&
  wait.taken.statement === over.taken.statement;
