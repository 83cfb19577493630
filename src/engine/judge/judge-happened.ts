import { type AnomalyClaim, anomalyClaimWords } from '../../lesson/anomaly-claim.ts';
import { namesOf } from '../../lesson/anomaly-names.ts';
import type { Script } from '../../lesson/script.ts';
import type { Anomaly, Happened } from '../anomaly.ts';
import type { LabState } from '../state.ts';
import { wayWords } from '../words/anomaly-words.ts';
import type { Finding } from './finding.ts';

/** What must be watched of a run so that it can be judged: its outcomes, unless its script says what happens by name. */
export const evidenceToJudge = ({ happens }: Pick<Script, 'happens'>): 'everything' | 'outcomes' =>
  happens === undefined ? 'outcomes' : 'everything';

/** Compares which anomalies are claimed with those that happened; undefined where the run has not gone by its script. */
export const judgeHappened = ({ script, finished, outOfTurn }: LabState): Finding | undefined => {
  const { happens } = script;
  if (happens === undefined || outOfTurn) return undefined;
  const about = {
    place: 'happened',
    line: happens.line,
    what: 'anomaly',
    expected: anomalyClaimWords(happens),
  } as const;
  if (finished === undefined) return { verdict: 'fails', ...about, observed: 'not reached' };
  const { happened } = finished;
  if (happened === undefined) return { verdict: 'unproven', ...about, observed: 'not looked at' };
  return {
    verdict: happensAs(happens, happened) ? 'holds' : 'fails',
    ...about,
    observed: happenedWords(happened),
  };
};

/** Each code is the name of something that happened, and everything that happened goes by one of them. */
export const happensAs = (claim: AnomalyClaim, { anomalies, doubts }: Happened): boolean => {
  switch (claim.kind) {
    case 'named': {
      const { codes } = claim;
      return (
        codes.every((code) => anomalies.some((one) => goesBy(one, code))) &&
        anomalies.every((one) => codes.some((code) => goesBy(one, code)))
      );
    }
    case 'none':
      return anomalies.length === 0 && doubts.length === 0;
    case 'unknown':
      return anomalies.length === 0 && doubts.length > 0;
  }
};

const goesBy = ({ kind }: Anomaly, code: string): boolean => namesOf(kind).codes.includes(code);

const happenedWords = ({ anomalies, doubts }: Happened): string => {
  if (anomalies.length === 0) {
    const [first, ...more] = doubts;
    if (first === undefined) return 'no anomaly';
    const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
    return `cannot tell: ${first.says}${others}`;
  }
  return anomalies.map((one) => `${namesOf(one.kind).name} (${one.kind}): ${wayWords(one)}`).join('; ');
};
