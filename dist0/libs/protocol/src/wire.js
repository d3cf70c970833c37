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
//# sourceMappingURL=wire.js.map