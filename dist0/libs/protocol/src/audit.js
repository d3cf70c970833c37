import { z } from 'zod';
import { MAX_AGAIN, MAX_INVENTORY, MAX_KINDS } from './limits.js';
import { count, sender, word } from './wire.js';
/** Pages of inventories and questions that may be under way at once; the next ones replace the oldest. */
export const AUDIT_PAGES = 64;
export const EMPTY_DIGEST = { count: 0, sum: 0, mixed: 0 };
/** 32 bits that differ much for numbers that differ little, and cheaply. The store computes the same in SQL. */
export function mix(value) {
    const x = Math.imul(value % MIX_MODULUS, MIX_FACTOR);
    return (x ^ (x >>> 16)) >>> 0;
}
const MIX_MODULUS = 2 ** 31 - 1;
const MIX_FACTOR = 0x45d9f3b;
export function addToDigest({ count, sum, mixed }, value) {
    return { count: count + 1, sum: sum + value, mixed: mixed + mix(value) };
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
export const auditSchema = z.object({
    v: z.literal(1),
    type: z.literal('audit'),
    hubUid: word.min(1),
    cluster: word.min(1),
    page,
    list: z.array(z.object(kindName)).max(MAX_KINDS),
    again: z.array(word).max(MAX_AGAIN),
});
//# sourceMappingURL=audit.js.map