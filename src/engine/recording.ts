import { UserError } from '../errors.ts';
import { eventSchema } from './event-schema.ts';
import { eventFormat, isWhole, type LabEvent, type Observation } from './events.ts';
import { RecordedOrder } from './recorded-order.ts';
import { sharing } from './share.ts';

/** The events of a run in order, the first of them `run-started`. It replays without a server. */
export type Recording = readonly LabEvent[];

/**
 * Reads the text of a recording of one run, one JSON object a line.
 *
 * @throws UserError naming the line when the text is no recording, or one of a later format, or of several runs.
 */
export const parseRecording = (text: string, file = 'recording'): Recording => {
  const [first, second] = placedRuns(text, file);
  if (first === undefined) throw notARecording(file, 'it does not begin with run-started');
  if (second !== undefined) throw notARecording(second[0]?.place ?? file, 'the run begins once more');
  return first.map(({ event }) => event);
};

/**
 * The same of any number of runs, one after the other: of a lesson at its levels and in its variants, or in many orders.
 *
 * @throws UserError as `parseRecording`
 */
export const parseRecordings = (text: string, file = 'recording'): readonly Recording[] =>
  placedRuns(text, file).map((run) => run.map(({ event }) => event));

interface Placed {
  readonly event: LabEvent;
  /** File and line. */
  readonly place: string;
}

const placedRuns = (text: string, file: string): readonly (readonly Placed[])[] => {
  let before: Observation | undefined;
  const runs: Placed[][] = [];
  const events = text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const place = `${file}:${index + 1}`;
    const event = sharing(parseLine(line, place), before);
    if ('observation' in event && isWhole(event.observation)) before = event.observation;
    return [{ event, place }];
  });
  const [first] = events;
  if (first?.event.type !== 'run-started') throw notARecording(file, 'it does not begin with run-started');
  let order: RecordedOrder | undefined;
  for (const { event, place } of events) {
    if (event.type === 'run-started') {
      order = new RecordedOrder(event);
      runs.push([]);
    }
    const why = event.type === 'run-started' ? order?.wrongWithScript() : order?.wrongWith(event);
    if (why !== undefined) throw notARecording(place, why);
    runs.at(-1)?.push({ event, place });
  }
  return runs;
};

const parseLine = (line: string, place: string): LabEvent => {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    throw notARecording(place, 'this line is no JSON');
  }
  const format = formatOf(data);
  if (format !== undefined && format !== eventFormat) {
    throw new UserError(
      `${place}: this recording has format ${JSON.stringify(format)}, and this isolab reads ${eventFormat}.`,
      {
        next: ['Use the isolab that recorded it, or record it again.'],
      },
    );
  }
  const read = eventSchema.safeParse(data);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw notARecording(
    place,
    issue === undefined ? 'unknown event' : `${issue.path.join('.')}: ${issue.message}`,
  );
};

const formatOf = (data: unknown): unknown =>
  typeof data === 'object' &&
  data !== null &&
  'type' in data &&
  data.type === 'run-started' &&
  'format' in data
    ? data.format
    : undefined;

const notARecording = (place: string, why: string): UserError =>
  new UserError(`${place}: this is no recording of a run: ${why}.`, {
    next: ['Make one with isolab run LESSON --record FILE.'],
  });
