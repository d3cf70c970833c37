import { z } from 'zod';
import { MAX_WORD_CHARS } from './limits.js';

/** Pieces of which the messages' schemas are made. */

/**
 * Names, and what else goes into columns: no database takes NUL in a text, and one such report would fail the whole batch
 * that it comes in, of all members.
 */
export const word = z
  .string()
  .max(MAX_WORD_CHARS)
  .regex(/^[^\u0000]*$/);

export const count = z.number().int().nonnegative();

/** What every report begins with. */
export const sender = {
  v: z.literal(1),
  cluster: word.min(1),
  hubUid: word.min(1),
  instance: word,
  sequence: count,
};

/** What every routing table begins with. */
export interface RouteHead {
  readonly v: 1;
  readonly hubUid: string;
  readonly epoch: number;
  readonly version: number;
  /** What the table is about, see `routeKeys`. */
  readonly key: string;
}

export const routeHead = {
  v: z.literal(1),
  hubUid: word.min(1),
  epoch: count,
  version: count,
  key: word.min(1),
};
