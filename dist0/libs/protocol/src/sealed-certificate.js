import { z } from 'zod';
import { parse, UnreadableMessageError } from './codec.js';
import { MAX_CERTIFICATE_CHARS } from './limits.js';
import {} from './routing-table.js';
import { open, seal, SealingError } from './sealing.js';
const material = z.object({
    certificate: z.string().min(1).max(MAX_CERTIFICATE_CHARS),
    privateKey: z.string().min(1).max(MAX_CERTIFICATE_CHARS),
});
/** For one edge alone: moved to another hub, edge, Secret or revision it no longer opens. @throws SealingError for a bad key */
export function sealCertificate(plain, context, edge) {
    const box = seal(Buffer.from(JSON.stringify(plain), 'utf8'), edge.publicKey, aad(context, edge.edge));
    return { edge: edge.edge, keyId: edge.keyId, box: Buffer.from(box).toString('base64') };
}
/**
 * What the table holds for this edge; undefined where nothing is sealed to its key.
 * @throws UnreadableMessageError where it does not open or is no certificate; says nothing of the content
 */
export function openCertificate(table, edge, keys) {
    const mine = table.sealed.find((one) => one.edge === edge && one.keyId === keys.keyId);
    if (mine === undefined)
        return undefined;
    try {
        return parse(material, open(Buffer.from(mine.box, 'base64'), keys, aad(table, edge)));
    }
    catch (error) {
        if (!(error instanceof SealingError))
            throw error;
        throw new UnreadableMessageError('the certificate cannot be opened', { cause: error });
    }
}
function aad({ hubUid, key, revision }, edge) {
    return Buffer.from(JSON.stringify([hubUid, edge, key, revision]), 'utf8');
}
//# sourceMappingURL=sealed-certificate.js.map