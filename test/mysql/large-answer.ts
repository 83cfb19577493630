// A program that asks the server for one large answer: a process whose memory a test measures. It writes a line of
// JSON: what the statement came to, and the most memory that the process ever had, in bytes.
import type { Outcome } from '../../src/engine/outcome.ts';
import { Client } from '../../src/mysql/client.ts';

const [, , address = '', sql = ''] = process.argv;
const client = await Client.open(JSON.parse(address));
const short = (outcome: Outcome) =>
  outcome.kind === 'rows' ? { kind: outcome.kind, rows: outcome.rows.length } : outcome;
const outcome = await client.execute(sql);
client.destroy();
const peak = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`${JSON.stringify({ outcome: short(outcome), peak })}\n`);
