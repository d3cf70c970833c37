import { z } from 'zod';
import { MAX_EVENT_CHARS, MAX_EVENTS } from './limits.js';
import { type ObjectIdentity } from './messages.js';
import { word } from './wire.js';

/** A Warning that a member raised about an object of the federation, or about what grew out of one. */
export interface MemberEventNote {
  /** The object as the hub knows it, and its uid there. */
  readonly object: ObjectIdentity;
  readonly uid: string;
  /** What the member's Event is about: the object itself, or a pod of it. */
  readonly kind: string;
  readonly name: string;
  readonly reason: string;
  readonly message: string;
}

/**
 * Warnings of a member. Unlike other reports these are news and no state, so they go to a few subjects in turn: as many
 * messages wait for a hub that is away, and then the oldest goes.
 */
export interface EventsReport {
  readonly v: 1;
  readonly type: 'events';
  readonly cluster: string;
  readonly hubUid: string;
  readonly instance: string;
  readonly sequence: number;
  /** Below EVENT_SLOTS: which of the subjects. */
  readonly slot: number;
  readonly events: readonly MemberEventNote[];
  /** Agent's clock, ms since the epoch: for display only. */
  readonly at: number;
}

export const EVENT_SLOTS = 8;

/** The last token of the subject of slot `slot`; no subject hash has this length. */
export function eventsKey(slot: number): string {
  return `events-${slot}`;
}

const sentence = z
  .string()
  .max(MAX_EVENT_CHARS)
  .regex(/^[^\u0000]*$/);

const noteSchema = z.object({
  object: z.object({ apiVersion: word.min(1), kind: word.min(1), namespace: word, name: word.min(1) }),
  uid: word.min(1),
  kind: word.min(1),
  name: word.min(1),
  reason: word.min(1),
  message: sentence,
});

export const eventsSchema = z.object({
  v: z.literal(1),
  type: z.literal('events'),
  cluster: word.min(1),
  hubUid: word.min(1),
  instance: word,
  sequence: z.number().int().nonnegative(),
  slot: z
    .number()
    .int()
    .nonnegative()
    .max(EVENT_SLOTS - 1),
  events: z.array(noteSchema).max(MAX_EVENTS),
  at: z.number(),
});
