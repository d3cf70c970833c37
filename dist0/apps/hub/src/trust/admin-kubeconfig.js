import { stringify } from 'yaml';
/** A kubeconfig with everything inline; the first context is the current one. Holds keys: write it with mode 0600. */
export function renderKubeconfig(contexts) {
    return stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': contexts[0]?.name ?? '',
        clusters: contexts.map(({ name, server, ca }) => ({
            name,
            cluster: { server, ...(ca === '' ? {} : { 'certificate-authority-data': base64(ca) }) },
        })),
        users: contexts.map(({ name, clientCertificate, clientKey }) => ({
            name,
            user: {
                'client-certificate-data': base64(clientCertificate),
                'client-key-data': base64(clientKey),
            },
        })),
        contexts: contexts.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
    });
}
function base64(text) {
    return Buffer.from(text, 'utf8').toString('base64');
}
//# sourceMappingURL=admin-kubeconfig.js.map