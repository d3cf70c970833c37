import { StatusError } from '#libs/apimachinery';
import { bearerToken, respondBody, } from '#libs/apiserver';
import {} from '#libs/process';
import { decodeJoinRequest, seal, sealingKeyId, UnreadableMessageError, } from '#libs/protocol';
import {} from '#libs/store';
import {} from './join-tokens.js';
import { MAX_JOIN_BODY_BYTES } from './limits.js';
/** `POST /join` with `Authorization: Bearer <join token>`: takes a JoinRequest, answers a JoinResponse. */
export function joinRoute(options) {
    return {
        method: 'POST',
        path: '/join',
        authenticated: false,
        handle: (request) => handleJoin(options, request),
    };
}
async function handleJoin(options, request) {
    const text = bearerToken(request);
    if (text === undefined)
        throw new StatusError('Unauthorized', 'a join token is needed as the bearer token');
    const token = await options.tokens.verify(text);
    const join = readRequest(request.body);
    if (join.role !== token.role || join.name !== token.name)
        throw new StatusError('Forbidden', `the join token is for the ${token.role} "${token.name}" only`);
    await options.admit?.(join);
    // Before the token is bound: keys that are no keys must not use it up.
    const natsJwt = await issueJwt(options, join);
    await options.tokens.bind(token.id, join.natsPublicKey);
    await replaceCredential(options, join);
    await options.onJoin(join);
    return respondBody(200, { ...response(options, join), natsJwt });
}
/**
 * The old key is revoked before the new one is stored: interrupted between the two, the repeated join finds the old key
 * still there and revokes it again.
 */
async function replaceCredential(options, join) {
    const store = join.role === 'cluster' ? options.clusters : options.edges;
    const old = await store?.get(join.name);
    if (old && old.natsPublicKey !== join.natsPublicKey)
        await options.broker.revoke(old.natsPublicKey);
    await store?.upsert({
        cluster: join.name,
        natsPublicKey: join.natsPublicKey,
        sealingPublicKey: join.sealingPublicKey,
        sealingKeyId: sealingKeyId(join.sealingPublicKey),
        joinedAt: options.clock.now(),
    });
}
async function issueJwt(options, join) {
    try {
        // A point of low order has 32 bytes as well, and would fail later, for each Secret.
        seal(new Uint8Array(), join.sealingPublicKey, new Uint8Array());
        return (await options.broker.issue?.(join.role, join.name, join.natsPublicKey)) ?? '';
    }
    catch (cause) {
        throw new StatusError('BadRequest', 'the keys of the join request are not valid', { cause });
    }
}
function response(options, join) {
    const { hubUid, epoch } = options.hub();
    const { url, ca } = options.broker;
    const keyId = sealingKeyId(join.sealingPublicKey);
    return { v: 1, hubUid, epoch, name: join.name, natsUrl: url, natsCa: ca, sealingKeyId: keyId };
}
function readRequest(body) {
    if (body.byteLength > MAX_JOIN_BODY_BYTES)
        throw new StatusError('RequestEntityTooLarge', `a join request has at most ${MAX_JOIN_BODY_BYTES} bytes`);
    try {
        return decodeJoinRequest(body);
    }
    catch (error) {
        if (error instanceof UnreadableMessageError)
            throw new StatusError('BadRequest', `the join request is not valid: ${error.message}`, {
                cause: error,
            });
        throw error;
    }
}
//# sourceMappingURL=join-route.js.map