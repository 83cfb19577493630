import { describe, expect, it } from 'vitest';
import {
  beginsTransaction,
  endsTransaction,
  leavesXa,
  preparesTransaction,
} from '../../src/engine/transaction-statements.ts';

describe('a statement that', () => {
  it.each([
    'START TRANSACTION',
    'start transaction with consistent snapshot;',
    '-- again\n/* and */ # so\nBEGIN',
    'BEGIN WORK',
    'BEGIN;',
    '/*!50003 START TRANSACTION */',
    "XA START 'a'",
    'COMMIT AND CHAIN',
    'ROLLBACK WORK AND CHAIN NO RELEASE',
  ])('begins a transaction: %s', (sql) => {
    expect(beginsTransaction(sql)).toBe(true);
  });

  it.each([
    'COMMIT',
    'COMMIT AND NO CHAIN',
    '/* START TRANSACTION */ SELECT 1',
    "SELECT 'BEGIN'",
    'START REPLICA',
    'BEGIN NOT ATOMIC SELECT 1',
    "XA END 'a'",
    'SET autocommit = 0',
  ])('begins none: %s', (sql) => {
    expect(beginsTransaction(sql)).toBe(false);
  });

  it.each([
    ['COMMIT', true],
    ['/* done */ rollback work', true],
    ['ROLLBACK TO SAVEPOINT s', false],
    ['ROLLBACK WORK TO s', false],
    ["XA ROLLBACK 'a'", true],
    ["XA END 'a'", false],
    ['RELEASE SAVEPOINT s', false],
  ])('is a transaction’s last: %s, %s', (sql, isLast) => {
    expect(endsTransaction(sql)).toBe(isLast);
  });

  it.each([
    ['SET TRANSACTION ISOLATION LEVEL READ COMMITTED', true],
    ['SET autocommit=0', true],
    ["SET SESSION sql_mode = '', @@session.autocommit := OFF", true],
    ['SET autocommit = 1', false],
    ["SET @x = 'autocommit = 0'", false],
    ['SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED', false],
  ])('is meant for the next: %s, %s', (sql, isForNext) => {
    expect(preparesTransaction(sql)).toBe(isForNext);
  });

  it.each([
    ["XA END 'a'", true],
    ["XA ROLLBACK 'a'", true],
    ["XA START 'a'", false],
    ['ROLLBACK', false],
  ])('leads out of an XA transaction that was rolled back: %s, %s', (sql, leads) => {
    expect(leavesXa(sql)).toBe(leads);
  });
});
