import { z } from 'zod';
import { parse } from './codec.js';
import {} from './messages.js';
const joinRequestSchema = z.object({
    v: z.literal(1),
    role: z.enum(['cluster', 'edge']),
    name: z.string().min(1),
    natsPublicKey: z.string().regex(/^U[A-Z2-7]{55}$/),
    sealingPublicKey: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
    region: z.string().max(63),
    zone: z.string().max(63),
    version: z.string().max(128),
});
const joinResponseSchema = z.object({
    v: z.literal(1),
    hubUid: z.string().min(1),
    epoch: z.number().int(),
    name: z.string(),
    natsUrl: z.string().min(1),
    natsJwt: z.string(),
    natsCa: z.string(),
    sealingKeyId: z.string(),
});
/** @throws UnreadableMessageError */
export function decodeJoinRequest(payload) {
    return parse(joinRequestSchema, payload);
}
/** @throws UnreadableMessageError */
export function decodeJoinResponse(payload) {
    return parse(joinResponseSchema, payload);
}
//# sourceMappingURL=join.js.map