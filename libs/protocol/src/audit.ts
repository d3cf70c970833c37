import { z } from 'zod';
import { MAX_AGAIN, MAX_INVENTORY, MAX_KINDS } from './limits.js';
import { count, sender, word } from './wire.js';

/**
 * How hub and agent find out that they believe different things, whatever was lost between them: the agent sends what it
 * knows as one digest per kind; where it differs, the hub asks for that kind's inventory, compares it with its rows, and
 * repairs row by row. Nothing here deletes anything: a repair sends stored work, or an explicit tombstone, once more.
 */

export interface KindName {
  readonly group: string;
  readonly kind: string;
}

/** Stands for a set of numbers that are all different. Two sets with equal digests are taken for equal. */
export interface SetDigest {
  readonly count: number;
  /** Modulo 2^52: generations may be microseconds, of which a few would be more than a double holds exactly. */
  readonly sum: number;
  /** Sum of `mix` of each. */
  readonly mixed: number;
}

export interface KindDigest extends KindName {
  /** Generations of all work that is not finished. */
  readonly work: SetDigest;
  /** Sum of its epochs. */
  readonly epochs: number;
  /** Sequences of the newest report of each such object that the broker has confirmed. */
  readonly reports: SetDigest;
  /** Member objects with our mark that no work is known for. */
  readonly orphans: number;
}

/** Once a minute, and some time after each connect; the last value of its subject. */
export interface DigestReport {
  readonly v: 1;
  readonly type: 'digest';
  readonly cluster: string;
  readonly hubUid: string;
  readonly instance: string;
  readonly sequence: number;
  /** The newest work that is known. */
  readonly epoch: number;
  readonly generation: number;
  readonly kinds: readonly KindDigest[];
}

/** wanted: to be there, or to be removed still. finished: removed. orphan: bears our mark, and no work is known for it. */
export type InventoryState = 'wanted' | 'finished' | 'orphan';

/** Subject hash, epoch and generation of the newest work, sequence of the newest confirmed report (0: none), state. */
export type InventoryEntry = readonly [string, number, number, number, InventoryState];

/** Everything that an agent knows of one kind, or a part: of the hashes above `after`, up to `upTo` ('': the last). */
export interface InventoryReport extends KindName {
  readonly v: 1;
  readonly type: 'inventory';
  readonly cluster: string;
  readonly hubUid: string;
  readonly instance: string;
  readonly sequence: number;
  readonly page: number;
  readonly after: string;
  readonly upTo: string;
  readonly entries: readonly InventoryEntry[];
}

/** Down: what the hub wants to know again. One of `page` replaces the one before. */
export interface AuditMessage {
  readonly v: 1;
  readonly type: 'audit';
  readonly hubUid: string;
  readonly cluster: string;
  readonly page: number;
  /** Kinds of which an inventory is asked for. */
  readonly list: readonly KindName[];
  /** Subject hashes of objects whose report shall come again. */
  readonly again: readonly string[];
}

/** Pages of inventories and questions that may be under way at once; the next ones replace the oldest. */
export const AUDIT_PAGES = 64;

export const EMPTY_DIGEST: SetDigest = { count: 0, sum: 0, mixed: 0 };

/** 32 bits that differ much for numbers that differ little, and cheaply. The store computes the same in SQL. */
export function mix(value: number): number {
  const x = Math.imul(value % MIX_MODULUS, MIX_FACTOR);
  return (x ^ (x >>> 16)) >>> 0;
}

const MIX_MODULUS = 2 ** 31 - 1;
const MIX_FACTOR = 0x45d9f3b;

const SUM_MODULUS = 2 ** 52;

export function addToDigest({ count, sum, mixed }: SetDigest, value: number): SetDigest {
  const next = (sum + (value % SUM_MODULUS)) % SUM_MODULUS;
  return { count: count + 1, sum: next, mixed: mixed + mix(value) };
}

/** The digest without a number that is in it. */
export function takeFromDigest({ count, sum, mixed }: SetDigest, value: number): SetDigest {
  const next = (sum - (value % SUM_MODULUS) + SUM_MODULUS) % SUM_MODULUS;
  return { count: count - 1, sum: next, mixed: mixed - mix(value) };
}

const page = count.max(AUDIT_PAGES - 1);
const kindName = { group: word, kind: word.min(1) };
const setDigest = z.object({ count, sum: count, mixed: count });

export const digestSchema = z.object({
  ...sender,
  type: z.literal('digest'),
  epoch: count,
  generation: count,
  kinds: z
    .array(z.object({ ...kindName, work: setDigest, epochs: count, reports: setDigest, orphans: count }))
    .max(MAX_KINDS),
});

export const inventorySchema = z.object({
  ...sender,
  ...kindName,
  type: z.literal('inventory'),
  page,
  after: word,
  upTo: word,
  entries: z
    .array(z.tuple([word, count, count, count, z.enum(['wanted', 'finished', 'orphan'])]))
    .max(MAX_INVENTORY),
});

export const auditSchema: z.ZodType<AuditMessage> = z.object({
  v: z.literal(1),
  type: z.literal('audit'),
  hubUid: word.min(1),
  cluster: word.min(1),
  page,
  list: z.array(z.object(kindName)).max(MAX_KINDS),
  again: z.array(word).max(MAX_AGAIN),
});
