import {} from '#libs/controller-runtime';
import {} from '#libs/protocol';
import {} from '#libs/store';
import { classifyCluster } from '../../apps/hub/src/controllers/cluster/classify-cluster.js';
import { healthOf, withHealth, } from '../../apps/hub/src/controllers/cluster/cluster-status.js';
import { judgeFreeze, NOT_FROZEN } from '../../apps/hub/src/controllers/cluster/freeze.js';
import { CLUSTERS } from './hub-api.js';
import {} from './process.js';
const TICK_MS = 1_000;
/** Judges members by their heartbeats every second, with the real rules, and writes it into the Cluster objects. */
export class Health {
    options;
    last;
    freeze = NOT_FROZEN;
    hearingSince;
    constructor(options) {
        this.options = options;
        this.last = new Map([...options.heard].map(([name, { receivedAt, report }]) => [
            name,
            { at: receivedAt, apiReady: report.apiReady },
        ]));
        this.hearingSince = options.process.clock.now();
    }
    get isFrozen() {
        return this.freeze.frozen;
    }
    start() {
        this.options.process.clock.after(TICK_MS, () => {
            this.judge();
            this.start();
        });
    }
    connected() {
        this.hearingSince = this.options.process.clock.now();
    }
    heard({ cluster, apiReady }, at) {
        this.last.set(cluster, { at, apiReady });
        this.judge();
    }
    judge() {
        const { clusters, process, api } = this.options;
        const now = process.clock.now();
        const all = [...clusters.list()].map((cluster) => {
            const name = cluster.metadata.name ?? '';
            const status = cluster['status'];
            const silentMs = now - Math.max(this.last.get(name)?.at ?? 0, this.hearingSince);
            return { name, status, previous: healthOf(status), silentMs };
        });
        this.freeze = judgeFreeze(this.freeze, all, now);
        if (this.freeze.recovered)
            this.hearingSince = now;
        for (const { name, status, previous } of all) {
            const heard = this.last.get(name);
            const verdict = classifyCluster({
                now,
                heartbeatAt: heard?.at,
                apiReady: heard?.apiReady ?? false,
                hearingSince: this.hearingSince,
                previous,
                frozen: this.freeze.frozen,
            });
            const conditions = withHealth(status?.conditions, verdict);
            if (JSON.stringify(conditions) === JSON.stringify(status?.conditions))
                continue;
            void api.modify({ ...CLUSTERS, namespace: '', name }, (current) => ({
                ...current,
                status: { ...current['status'], conditions },
            }));
        }
    }
}
//# sourceMappingURL=health.js.map