import { once } from 'node:events';
import { request } from 'node:https';
import {} from 'node:http';
import { readKubeconfig } from '../../apps/cli/src/kube-http.js';
/** Requests that no proper client would make, with the certificate of a kubeconfig. */
export async function rawHttp(kubeconfigFile) {
    const { clusters, users } = await readKubeconfig(kubeconfigFile);
    const [cluster, user] = [clusters[0]?.cluster, users[0]?.user];
    const pem = (data) => Buffer.from(data ?? '', 'base64');
    const options = {
        ca: pem(cluster?.['certificate-authority-data']),
        cert: pem(user?.['client-certificate-data']),
        key: pem(user?.['client-key-data']),
        agent: false,
    };
    return async ({ method, path, body, contentType = 'application/json' }) => {
        // Said also for DELETE, where Node sends a body without its length.
        const length = Buffer.byteLength(body ?? '');
        const headers = body === undefined ? {} : { 'content-type': contentType, 'content-length': length };
        const outgoing = request(new URL(path, cluster?.server), { ...options, method, headers });
        outgoing.end(body);
        const [response] = (await once(outgoing, 'response'));
        let text = '';
        for await (const chunk of response)
            text += String(chunk);
        return {
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: JSON.parse(text),
        };
    };
}
//# sourceMappingURL=raw-http.js.map