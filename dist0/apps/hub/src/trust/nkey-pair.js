import {} from 'nats-jwt';
import { nkeyPublicKey, nkeySigner } from '#libs/transport';
/** The pair behind a seed as nats-jwt wants it, signing with node:crypto. */
export function pairOfSeed(seed) {
    const publicKey = nkeyPublicKey(seed);
    return {
        getPublicKey: () => publicKey,
        getPrivateKey: () => Buffer.from(seed, 'ascii'),
        getSeed: () => Buffer.from(seed, 'ascii'),
        sign: nkeySigner(seed),
        verify: () => {
            throw new Error('the hub signs claims and verifies none');
        },
        clear: () => undefined,
    };
}
//# sourceMappingURL=nkey-pair.js.map