import { StatusError } from '#libs/apimachinery';
import {} from '#libs/apiserver';
/** `token`: of the administrator. */
export function createScaleClient(server, token) {
    return async ({ definition, served }, object, replicas) => {
        const { namespace = '', name = '' } = object.metadata;
        const root = served.group === '' ? '/api' : `/apis/${served.group}`;
        const answer = await server.handle({
            method: 'PATCH',
            path: `${root}/${served.version}/namespaces/${namespace}/${definition.storage.resource}/${name}/scale`,
            query: new URLSearchParams({ fieldManager: 'kube-controller-manager' }),
            headers: { authorization: `Bearer ${token}`, 'content-type': 'application/merge-patch+json' },
            body: Buffer.from(JSON.stringify({ spec: { replicas } })),
            signal: new AbortController().signal,
        });
        if (answer.status >= 300)
            throw new StatusError('InternalError', `scaling was answered ${answer.status}`);
    };
}
//# sourceMappingURL=scale-client.js.map