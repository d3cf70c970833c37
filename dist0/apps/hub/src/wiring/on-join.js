import { isReason, StatusError } from '#libs/apimachinery';
import {} from '#libs/protocol';
import {} from '#libs/store';
import { TransportError } from '#libs/transport';
import {} from '../outbox/work.publisher.js';
import { CLUSTERS } from './controllers.js';
/**
 * Before anything is written for a join: a cluster that is being removed must be gone first, or the removal would take the
 * new member's credentials with it. The joiner asks again. @throws StatusError ServiceUnavailable
 */
export function refuseWhileRemoved(client) {
    return async ({ role, name }) => {
        if (role !== 'cluster')
            return;
        const cluster = await getCluster(client, name);
        if (cluster?.metadata.deletionTimestamp === undefined)
            return;
        throw new StatusError('ServiceUnavailable', `the cluster ${name} is being removed from the federation; it can join again when it is gone`);
    };
}
/**
 * A cluster joins: its consumer, its Cluster object (region and zone fill only an empty spec), and all its work once more,
 * because sealed work was sealed to the key it had before. Idempotent. A name without a Cluster starts with nothing:
 * what a hub that died in the middle of a removal may have left goes first.
 */
export function onClusterJoin(deps) {
    return async (join) => {
        if (join.role !== 'cluster')
            return;
        const { client, store, transport, publisher } = deps;
        if (!(await getCluster(client, join.name))) {
            await forBroker(transport.removeCluster(join.name));
            await store.forgetCluster(join.name, { keepAgent: true });
        }
        await forBroker(transport.ensureWorkConsumer(join.name));
        await ensureCluster(client, join);
        await store.work.republish({ cluster: join.name });
        publisher.poke();
    };
}
/** @throws StatusError ServiceUnavailable where the broker is what is missing */
export async function forBroker(call) {
    try {
        await call;
    }
    catch (cause) {
        if (!(cause instanceof TransportError))
            throw cause;
        throw new StatusError('ServiceUnavailable', `the hub has no broker at the moment: ${cause.message}`, {
            cause,
        });
    }
}
function getCluster(client, name) {
    return client.get({ ...CLUSTERS, namespace: '', name });
}
async function ensureCluster(client, join) {
    const place = {
        ...(join.region === '' ? {} : { region: join.region }),
        ...(join.zone === '' ? {} : { zones: [join.zone] }),
    };
    const known = await client.modify({ ...CLUSTERS, namespace: '', name: join.name }, (cluster) => {
        const spec = (cluster['spec'] ?? {});
        const missing = Object.entries(place).filter(([field]) => spec[field] === undefined);
        return missing.length === 0
            ? undefined
            : { ...cluster, spec: { ...spec, ...Object.fromEntries(missing) } };
    });
    if (known)
        return;
    try {
        await client.create(CLUSTERS, {
            apiVersion: 'federation.meridian.dev/v1alpha1',
            kind: 'Cluster',
            metadata: { name: join.name },
            spec: place,
        });
    }
    catch (error) {
        // Another hub was faster.
        if (!isReason(error, 'AlreadyExists'))
            throw error;
    }
}
//# sourceMappingURL=on-join.js.map