import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { issueCertificate } from './certificates.js';
const identity = z.object({ certificate: z.string(), key: z.string() });
const credentials = z.object({
    cluster: z.string(),
    /** Names and addresses that the server's certificate is good for. */
    names: z.array(z.string()),
    /** ms since the epoch. */
    expiresAt: z.number(),
    ca: z.string(),
    server: identity,
    admin: identity,
    token: z.string(),
});
const LIFE_MS = 10 * 365 * 24 * 3600 * 1000;
const RENEW_BEFORE_MS = 30 * 24 * 3600 * 1000;
const FILE = 'credentials.json';
/**
 * Those that the directory holds, so that kubeconfigs outlive a restart; new ones when there are none, or they are for another
 * cluster or address or about to expire. `now` in ms.
 */
export async function loadCredentials(directory, wanted, now) {
    const kept = await readCredentials(directory);
    const isGood = kept?.cluster === wanted.cluster &&
        kept.names.includes(wanted.host) &&
        kept.expiresAt - RENEW_BEFORE_MS > now;
    if (kept && isGood)
        return kept;
    const made = makeCredentials(wanted, now);
    await writePrivateFile(join(directory, FILE), JSON.stringify(made));
    return made;
}
/** A file only its owner may read, there in full or not at all. */
export async function writePrivateFile(path, text) {
    await writeFile(`${path}.draft`, text, { mode: 0o600 });
    await rename(`${path}.draft`, path);
}
async function readCredentials(directory) {
    try {
        return credentials.safeParse(JSON.parse(await readFile(join(directory, FILE), 'utf8'))).data;
    }
    catch {
        // Not there, or not JSON: either way new ones are made.
        return undefined;
    }
}
/** The CA's key is used here and then forgotten: nothing else is ever signed by it. */
export function makeCredentials(wanted, now) {
    const validity = { notBefore: now - 3_600_000, notAfter: now + LIFE_MS };
    const commonName = `${wanted.cluster}-ca`;
    const ca = { ...issueCertificate({ ...validity, commonName, use: 'ca' }), commonName };
    const names = [...new Set([wanted.host, 'localhost', '127.0.0.1', '::1', 'kubernetes.default.svc'])];
    return {
        cluster: wanted.cluster,
        names,
        expiresAt: validity.notAfter,
        ca: ca.certificate,
        server: issueCertificate({ ...validity, commonName: 'kube-apiserver', use: 'server', names }, ca),
        admin: issueCertificate({ ...validity, commonName: 'kubernetes-admin', organization: 'system:masters', use: 'client' }, ca),
        token: randomBytes(24).toString('base64url'),
    };
}
//# sourceMappingURL=credentials.js.map