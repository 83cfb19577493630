import type { FieldPacket } from 'mysql2';
import type { Value } from '../engine/outcome.ts';

/**
 * Wire types whose bytes are no text when their character set is binary: VARCHAR, VECTOR, BLOBs,
 * VAR_STRING, STRING. Numbers, dates and JSON carry the binary character set too, and are text all the same.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/field__types_8h.html
 */
const byteTypes = new Set([15, 242, 249, 250, 251, 252, 253, 254]);
const bitType = 16;
const geometryType = 255;
const binaryCharset = 63;

/** The exact text the server sent: never through a number or a Date, which lose digits. Bytes as 0x… */
export const decode = (value: Buffer | null, field: FieldPacket): Value => {
  if (value === null) return null;
  const type = field.columnType ?? field.type ?? -1;
  const isBytes =
    type === bitType ||
    type === geometryType ||
    (byteTypes.has(type) && field.characterSet === binaryCharset);
  return isBytes ? `0x${value.toString('hex').toUpperCase()}` : value.toString('utf8');
};
