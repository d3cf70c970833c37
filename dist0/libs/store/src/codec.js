import { createCipheriv, createDecipheriv, createHmac, createHash, randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { StatusError } from '#libs/apimachinery';
/** Below this, compression costs more time than it saves bytes. */ export const GZIP_THRESHOLD_BYTES = 8 * 1024;
/** A stored body never grows beyond this when opened (a body of the API is at most 3 MiB). */ const MAX_PLAIN_BYTES = 64 * 1024 * 1024;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';
/** Sealed bodies are: 12 bytes nonce, 16 bytes tag, ciphertext (AES-256-GCM; additional data: encoding and `aad`). */ export function createCodec(keys) {
    return {
        encode (plainText, { secret, aad }) {
            const plain = Buffer.from(plainText, 'utf8');
            const zipped = plain.length >= GZIP_THRESHOLD_BYTES;
            const body = zipped ? gzipSync(plain, {
                level: 1
            }) : plain;
            if (!secret) return {
                encoding: zipped ? 'gzip' : 'json',
                keyId: '',
                body
            };
            const key = keys.current();
            const encoding = zipped ? 'sealed-gzip' : 'sealed';
            return {
                encoding,
                keyId: key.id,
                body: seal(body, key, boundTo(encoding, aad))
            };
        },
        decode ({ encoding, keyId, body }, aad) {
            switch(encoding){
                case 'json':
                    return body.toString('utf8');
                case 'gzip':
                    return gunzip(body);
                case 'sealed':
                    return unseal(body, findKey(keys, keyId), boundTo(encoding, aad)).toString('utf8');
                case 'sealed-gzip':
                    return gunzip(unseal(body, findKey(keys, keyId), boundTo(encoding, aad)));
                default:
                    throw new StatusError('InternalError', `a stored body has the unknown encoding "${encoding}"`);
            }
        },
        digest: (content, secret)=>(secret ? createHmac('sha256', keys.current().key) : createHash('sha256')).update(content).digest()
    };
}
function boundTo(encoding, aad) {
    return Buffer.from(`${encoding}\n${aad}`, 'utf8');
}
function seal(plain, key, aad) {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, key.key, iv).setAAD(aad);
    const sealed = Buffer.concat([
        cipher.update(plain),
        cipher.final()
    ]);
    return Buffer.concat([
        iv,
        cipher.getAuthTag(),
        sealed
    ]);
}
function unseal(body, key, aad) {
    try {
        const decipher = createDecipheriv(CIPHER, key.key, body.subarray(0, IV_BYTES), {
            authTagLength: TAG_BYTES
        });
        decipher.setAAD(aad).setAuthTag(body.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        return Buffer.concat([
            decipher.update(body.subarray(IV_BYTES + TAG_BYTES)),
            decipher.final()
        ]);
    } catch (cause) {
        throw new StatusError('InternalError', 'a sealed body does not open: it was changed or moved', {
            cause
        });
    }
}
function findKey(keys, id) {
    const key = keys.byId(id);
    if (!key) throw new StatusError('InternalError', `a stored body is sealed under key ${id}, which is missing`);
    return key;
}
function gunzip(body) {
    return gunzipSync(body, {
        maxOutputLength: MAX_PLAIN_BYTES
    }).toString('utf8');
}
