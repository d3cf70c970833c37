import { stringify } from 'yaml';
import {} from './credentials.js';
/** A kubeconfig for the administrator, certificates inline; its context has the cluster's name. */
export function kubeconfigOf(url, credentials) {
    const { cluster } = credentials;
    const user = `${cluster}-admin`;
    return stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': cluster,
        clusters: [
            { name: cluster, cluster: { server: url, 'certificate-authority-data': base64(credentials.ca) } },
        ],
        contexts: [{ name: cluster, context: { cluster, user } }],
        users: [
            {
                name: user,
                user: {
                    'client-certificate-data': base64(credentials.admin.certificate),
                    'client-key-data': base64(credentials.admin.key),
                },
            },
        ],
    });
}
function base64(text) {
    return Buffer.from(text, 'utf8').toString('base64');
}
//# sourceMappingURL=kubeconfig.js.map