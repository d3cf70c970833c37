import { z } from 'zod';
import { MAX_EVENT_CHARS, MAX_EVENTS } from './limits.js';
import {} from './messages.js';
import { word } from './wire.js';
export const EVENT_SLOTS = 8;
/** The last token of the subject of slot `slot`; no subject hash has this length. */
export function eventsKey(slot) {
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
//# sourceMappingURL=member-events.js.map