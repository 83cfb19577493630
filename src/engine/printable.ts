export { printable, printableLines } from '../printable.ts';
