import { StatusError, type KubeObject } from '#libs/apimachinery';
import { type ApiServer, type ServedResource } from '#libs/apiserver';

/** Sets the replicas of an object through its scale subresource, as a client of the API, so that the field gets its new owner. */
export type ScaleClient = (resource: ServedResource, object: KubeObject, replicas: number) => Promise<void>;

/** `token`: of the administrator. */
export function createScaleClient(server: Pick<ApiServer, 'handle'>, token: string): ScaleClient {
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
    if (answer.status >= 300) throw new StatusError('InternalError', `scaling was answered ${answer.status}`);
  };
}
