import { decodeWork, manifestAad } from './work-rows.js';
/** Opens each manifest once, however many clusters it goes to. */ export function outboxItems(codec, rows) {
    const manifests = new Map();
    for (const row of rows){
        const { manifest_encoding: encoding, manifest_key_id: keyId, manifest_body: body } = row;
        if (encoding === null || keyId === null || body === null) continue;
        const text = codec.decode({
            encoding,
            keyId,
            body
        }, manifestAad(row.manifest_hash));
        manifests.set(row.manifest_hash, text);
    }
    return rows.map((row)=>({
            ...decodeWork(codec, row),
            attempt: row.attempt,
            epoch: Number(row.epoch),
            ...agentOf(row),
            manifest: manifests.get(row.manifest_hash) ?? '',
            // Sealed at rest means sealed on its way.
            secret: (row.manifest_key_id ?? '') !== '' || (row.patch_key_id ?? '') !== ''
        }));
}
function agentOf(row) {
    const { agent_key_id: sealingKeyId, agent_public_key: sealingPublicKey } = row;
    return sealingKeyId === null || sealingPublicKey === null ? {} : {
        agent: {
            sealingKeyId,
            sealingPublicKey
        }
    };
}
