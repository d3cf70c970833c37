import {} from '#libs/apimachinery';
import { at } from '../../apps/cli/src/demo/context.js';
import { eventually } from './eventually.js';
import { listByName } from './federation.js';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const REPLICA_SETS = '/apis/apps/v1/namespaces/default/replicasets';
const NAME = 'web';
const SELECTOR = { app: NAME };
/**
 * What a test of faults holds against members: a ReplicaSet that is scaled after each fault, which takes the whole road down and
 * up again; and the version of every ConfigMap, which changes with each write, needed or not.
 */
export class Steadiness {
    federation;
    replicas = 2;
    constructor(federation) {
        this.federation = federation;
    }
    static async begin(federation) {
        const steadiness = new Steadiness(federation);
        const template = {
            metadata: { labels: SELECTOR },
            spec: { containers: [{ name: 'web', image: 'nginx' }] },
        };
        const spec = { replicas: 2, selector: { matchLabels: SELECTOR }, template };
        const metadata = { name: NAME, namespace: 'default' };
        const body = { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata, spec };
        await federation.hub.call({ method: 'POST', path: REPLICA_SETS, body });
        await steadiness.isReady();
        return steadiness;
    }
    /** Scales, and waits until the hub says that as many are ready. */
    async scales() {
        this.replicas = this.replicas === 2 ? 4 : 2;
        const body = { spec: { replicas: this.replicas } };
        const contentType = 'application/merge-patch+json';
        const path = `${REPLICA_SETS}/${NAME}`;
        await eventually('the ReplicaSet is scaled', () => this.federation.hub.call({ method: 'PATCH', path, contentType, body }));
        await this.isReady();
    }
    async isReady() {
        const what = `${this.replicas} replicas are ready`;
        const holds = (object) => at(object, 'status', 'readyReplicas') === this.replicas &&
            at(object, 'status', 'replicas') === this.replicas;
        await this.federation.hub.until(`${REPLICA_SETS}/${NAME}`, what, holds);
    }
    /**
     * By cluster and name: of every ConfigMap uid and version, which change with each write; of every ReplicaSet uid and
     * generation, since its status is written by the member.
     */
    async versions() {
        const { federation } = this;
        const found = {};
        for (const cluster of federation.clusters) {
            const member = federation.member(cluster);
            for (const [name, { metadata }] of await listByName(member, CONFIG_MAPS))
                found[`${cluster}/${name}`] = `${metadata.uid ?? ''} ${metadata.resourceVersion ?? ''}`;
            for (const [name, { metadata }] of await listByName(member, REPLICA_SETS))
                found[`${cluster}/${name}`] = `${metadata.uid ?? ''} ${metadata.generation ?? ''}`;
        }
        return found;
    }
}
//# sourceMappingURL=steadiness.js.map