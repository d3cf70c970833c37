import {} from '#libs/protocol';
import {} from '#libs/process';
import { newProbeState, observeProbe, probeVerdict, } from '#libs/routing';
import { MAX_PROBES_PER_SECOND, PROBE_INTERVAL_MS, PROBE_TICK_MS, ROUND_TRIP_SAMPLES } from './limits.js';
import {} from './probe-gateway.js';
/** Probes all gateways of all clusters by one timer, and judges them: away fast, back slow. */
export class GatewayHealth {
    options;
    watched = new Map();
    clusters = new Map();
    cancel = () => undefined;
    isStopped = false;
    constructor(options) {
        this.options = options;
    }
    /** Follows the cluster tables; others are left alone. */
    apply(changed) {
        for (const table of changed) {
            if (table.type === 'cluster')
                this.put(table);
            else if (table.type === 'removed' && table.key.startsWith('cluster/'))
                this.assign(table.key.slice('cluster/'.length), []);
        }
    }
    start() {
        this.tick();
    }
    stop() {
        this.isStopped = true;
        this.cancel();
    }
    /** A request could not connect: counts as a failed probe. */
    unreachable(address) {
        const gateway = this.watched.get(address);
        if (gateway)
            this.observe(gateway, 'fail');
    }
    /** What is told to the hub: a cluster is as well as the best of its gateways. */
    views() {
        return [...this.clusters].flatMap(([cluster, addresses]) => {
            const gateways = addresses.flatMap((address) => this.watched.get(address) ?? []);
            if (gateways.length === 0)
                return [];
            const times = gateways.flatMap(({ connectMs }) => median(connectMs) ?? []);
            const rttMs = times.length === 0 ? null : Math.round(Math.min(...times) * 1_000) / 1_000;
            return [{ cluster, probe: this.bestVerdict(gateways), rttMs }];
        });
    }
    bestVerdict(gateways) {
        const verdicts = gateways.map(({ state }) => probeVerdict(state, this.options.clock.now()).probe);
        return ['ok', 'unknown'].find((one) => verdicts.includes(one)) ?? 'fail';
    }
    put({ cluster, gateways }) {
        this.assign(cluster, gateways);
    }
    assign(cluster, addresses) {
        for (const address of addresses)
            this.watch(address).clusters.add(cluster);
        for (const address of this.clusters.get(cluster) ?? []) {
            const gateway = this.watched.get(address);
            if (addresses.includes(address) || gateway === undefined)
                continue;
            gateway.clusters.delete(cluster);
            if (gateway.clusters.size === 0)
                this.watched.delete(address);
        }
        if (addresses.length === 0)
            this.clusters.delete(cluster);
        else
            this.clusters.set(cluster, addresses);
    }
    watch(address) {
        const known = this.watched.get(address);
        if (known)
            return known;
        const colon = address.lastIndexOf(':');
        const gateway = {
            address,
            host: address.slice(0, colon).replace(/^\[|\]$/g, ''),
            port: Number(address.slice(colon + 1)),
            clusters: new Set(),
            state: newProbeState(this.options.clock.now()),
            connectMs: [],
            dueMs: 0,
            isUnderWay: false,
        };
        this.watched.set(address, gateway);
        // One that was known before, and failed, begins anew.
        this.options.onChange(address, true);
        return gateway;
    }
    tick() {
        if (this.isStopped)
            return;
        const { clock } = this.options;
        const nowMs = clock.now();
        const intervalMs = Math.max(PROBE_INTERVAL_MS, (this.watched.size * 1_000) / MAX_PROBES_PER_SECOND);
        let left = Math.ceil((MAX_PROBES_PER_SECOND * PROBE_TICK_MS) / 1_000);
        for (const gateway of this.watched.values()) {
            if (left === 0)
                break;
            if (gateway.isUnderWay || gateway.dueMs > nowMs)
                continue;
            left -= 1;
            gateway.dueMs = nowMs + intervalMs;
            // To the end: who waits longest comes first, however many there are.
            this.watched.delete(gateway.address);
            this.watched.set(gateway.address, gateway);
            void this.probe(gateway);
        }
        this.cancel = clock.after(PROBE_TICK_MS, () => this.tick());
    }
    async probe(gateway) {
        gateway.isUnderWay = true;
        const { ok, connectMs } = await this.options.probe(gateway.host, gateway.port);
        gateway.isUnderWay = false;
        if (this.isStopped || this.watched.get(gateway.address) !== gateway)
            return;
        if (connectMs !== undefined)
            gateway.connectMs.push(connectMs);
        if (gateway.connectMs.length > ROUND_TRIP_SAMPLES)
            gateway.connectMs.shift();
        this.observe(gateway, ok ? 'ok' : 'fail');
    }
    observe(gateway, observation) {
        const nowMs = this.options.clock.now();
        const before = gateway.state.phase;
        gateway.state = observeProbe(gateway.state, observation, nowMs);
        const { phase } = gateway.state;
        if ((before === 'UNHEALTHY') === (phase === 'UNHEALTHY'))
            return;
        this.options.onChange(gateway.address, phase !== 'UNHEALTHY');
    }
}
function median(samples) {
    return samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)];
}
//# sourceMappingURL=gateway-health.js.map