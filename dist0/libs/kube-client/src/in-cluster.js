import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { AccessError } from './access.js';
const ROOT = '/var/run/secrets/kubernetes.io/serviceaccount';
/**
 * The access that kubelet mounts into every pod; the token rotates, so it is read again with each call to credentials().
 * @throws AccessError outside a pod
 */
export function inClusterAccess(environment, root = ROOT) {
    const host = environment['KUBERNETES_SERVICE_HOST'];
    const port = environment['KUBERNETES_SERVICE_PORT'];
    if (!host || !port)
        throw new AccessError('no kubeconfig was named, and KUBERNETES_SERVICE_HOST and _PORT are not set: not in a pod');
    return {
        server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
        credentials: async () => {
            const [ca, token] = await Promise.all([
                readFile(`${root}/ca.crt`, 'utf8'),
                readFile(`${root}/token`, 'utf8'),
            ]);
            return {
                headers: { authorization: `Bearer ${token.trim()}` },
                tls: { ca, rejectUnauthorized: true },
            };
        },
    };
}
//# sourceMappingURL=in-cluster.js.map