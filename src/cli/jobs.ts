import { availableParallelism } from 'node:os';
import type { LabServer } from '../engine/ports.ts';

/**
 * Measured: two processors are busy from four at a time on; more let others run while some wait for a lock.
 * There are two more sandboxes than jobs, and each has up to seven connections; a usual server has 151.
 */
export const usualJobs = (): number => Math.min(18, availableParallelism() * 4);

/** Others may be at work there. */
export const isOfOthers = ({ about }: Pick<LabServer, 'about'>): boolean => about.provider === 'url';

/** On a server that is not ours: few, for it is there for somebody else. */
export const sparingJobs = 2;
