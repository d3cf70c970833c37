import { gunzipSync, gzipSync } from 'node:zlib';
import { UnreadableMessageError } from './codec.js';
import { GZIP_ABOVE_BYTES, MAX_MANIFEST_BYTES } from './limits.js';
import { manifestHash } from './manifest.js';
import {} from './messages.js';
import { open, seal, SealingError, workContext } from './sealing.js';
/** A body that is absent: what `delete` and `release` carry. */
export const NO_BODY = { encoding: 'json', keyId: '', body: '' };
/**
 * The manifest as a work message carries it. With `sealFor` (Secrets) only the agent that owns the key reads it;
 * otherwise large texts are gzipped.
 */
export function packBody(manifest, message, sealFor) {
    if (sealFor) {
        const box = seal(Buffer.from(manifest, 'utf8'), sealFor.publicKey, workContext(message));
        return { encoding: 'sealed', keyId: sealFor.keyId, body: Buffer.from(box).toString('base64') };
    }
    if (manifest.length <= GZIP_ABOVE_BYTES)
        return { encoding: 'json', keyId: '', body: manifest };
    return { encoding: 'gzip', keyId: '', body: gzipSync(manifest, { level: 1 }).toString('base64') };
}
/**
 * The manifest text of an `apply`, with its hash checked. `keyOf` finds the private half by its id.
 * @throws UnreadableMessageError when it cannot be opened, is too large or is not what its hash says
 */
export function unpackBody(message, keyOf) {
    const manifest = unpack(message, keyOf);
    if (manifestHash(manifest) !== message.manifestHash)
        throw new UnreadableMessageError('the manifest is not the one its hash names');
    return manifest;
}
function unpack(message, keyOf) {
    const limit = { maxOutputLength: MAX_MANIFEST_BYTES };
    switch (message.encoding) {
        case 'json':
            return message.body;
        case 'gzip':
            try {
                return gunzipSync(Buffer.from(message.body, 'base64'), limit).toString('utf8');
            }
            catch (error) {
                throw new UnreadableMessageError('the body is not gzip or too large', { cause: error });
            }
        case 'sealed': {
            const keys = keyOf(message.keyId);
            if (!keys)
                throw new UnreadableMessageError(`no key ${message.keyId} opens the sealed body`);
            try {
                const box = Buffer.from(message.body, 'base64');
                return Buffer.from(open(box, keys, workContext(message))).toString('utf8');
            }
            catch (error) {
                if (error instanceof SealingError)
                    throw new UnreadableMessageError(error.message, { cause: error });
                throw error;
            }
        }
    }
}
//# sourceMappingURL=body.js.map