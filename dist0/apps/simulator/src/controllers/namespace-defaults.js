import { isReason } from '#libs/apimachinery';
import { ControlLoop, done, keyOf, splitKey } from '#libs/controller-runtime';
import { CONFIG_MAPS, SERVICE_ACCOUNTS } from '../cluster/resources.js';
import { WORKERS } from '../limits.js';
import {} from './context.js';
/** Gives every namespace its ServiceAccount `default` and the ConfigMap with the cluster's CA, and gives them back when deleted. */
export function createNamespaceDefaults(context, caCertificate) {
    const { clock, informers, logger } = context;
    const wanted = [
        {
            resource: SERVICE_ACCOUNTS,
            mirror: informers.serviceAccounts,
            object: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } },
        },
        {
            resource: CONFIG_MAPS,
            mirror: informers.configMaps,
            object: {
                apiVersion: 'v1',
                kind: 'ConfigMap',
                metadata: {
                    name: 'kube-root-ca.crt',
                    annotations: {
                        'kubernetes.io/description': 'Contains a CA bundle that can be used to verify the kube-apiserver.',
                    },
                },
                data: { 'ca.crt': caCertificate },
            },
        },
    ];
    const reconcile = async (key) => {
        const namespace = informers.namespaces.get(key);
        if (!namespace || namespace.metadata.deletionTimestamp !== undefined)
            return done;
        for (const { resource, mirror, object } of wanted) {
            const copy = { ...object, metadata: { ...object.metadata, namespace: splitKey(key).name } };
            if (!mirror.get(keyOf(copy)))
                await createUnlessThere(context, resource, copy);
        }
        return done;
    };
    const loop = new ControlLoop({
        name: 'namespace-defaults',
        reconciler: { reconcile },
        workers: WORKERS,
        clock,
        logger,
        resync: () => {
            for (const namespace of informers.namespaces.list())
                loop.enqueue(keyOf(namespace));
        },
    });
    informers.namespaces.onChange(({ type, object }) => {
        if (type === 'ADDED')
            loop.enqueue(keyOf(object));
    });
    for (const { mirror, object } of wanted)
        mirror.onChange((change) => {
            if (change.type === 'DELETED' && change.object.metadata.name === object.metadata.name)
                loop.enqueue(`/${change.object.metadata.namespace ?? ''}`);
        });
    return loop;
}
async function createUnlessThere(context, resource, object) {
    try {
        await context.client.create(resource, object);
    }
    catch (error) {
        // Somebody was faster, or the namespace is on its way out: either way there is nothing to do.
        if (!isReason(error, 'AlreadyExists') && !isReason(error, 'Forbidden') && !isReason(error, 'NotFound'))
            throw error;
    }
}
//# sourceMappingURL=namespace-defaults.js.map