import {} from '#libs/kube-client';
import { encodeReport, HEARTBEAT_KEY } from '#libs/protocol';
import {} from '#libs/process';
import {} from '#libs/transport';
import {} from '../work/reporter.js';
import { ClusterProbe } from './cluster-probe.js';
import {} from './limits.js';
/** Tells the hub every `heartbeatMs` that we live, and how the member is; at once when it goes away or comes back. */
export class HealthReporter {
    options;
    probe;
    cancel;
    stopped = false;
    constructor(options) {
        this.options = options;
        const { member, clock, logger, limits } = options;
        this.probe = new ClusterProbe({
            member,
            clock,
            logger,
            limits,
            onTurn: (apiReady) => {
                if (apiReady)
                    options.onMemberBack();
                this.beatNow();
            },
            onNodes: () => this.beatNow(),
        });
    }
    start() {
        this.tick();
    }
    stop() {
        this.stopped = true;
        this.cancel?.();
    }
    /** Whether the member's API server answered last. */
    get apiReady() {
        return this.probe.isKnown && this.probe.state.apiReady;
    }
    /** Sends a heartbeat beside the regular ones, once there is something to tell. */
    beatNow() {
        const { transport, logger, leads } = this.options;
        if (this.stopped || !leads() || !this.probe.isKnown || !transport.connected())
            return;
        // The next one follows soon; one that is lost is not worth a retry.
        transport
            .publishReport(HEARTBEAT_KEY, encodeReport(this.heartbeat()))
            .catch((error) => logger.debug({ err: error }, 'a heartbeat was lost'));
    }
    tick() {
        if (this.stopped)
            return;
        this.beatNow();
        this.probe.look();
        this.cancel = this.options.clock.after(this.options.limits.heartbeatMs, () => this.tick());
    }
    heartbeat() {
        const { sender, clock, version, region, zone, gateways } = this.options;
        const checkpointError = this.options.checkpointError();
        const rival = this.options.rival();
        const { apiReady, apiMessage, kubernetesVersion, nodes, requested } = this.probe.state;
        return {
            v: 1,
            type: 'heartbeat',
            cluster: sender.cluster,
            hubUid: sender.hubUid,
            instance: sender.instance,
            sequence: sender.nextSequence(),
            agentVersion: version,
            apiReady,
            ...(apiMessage === '' ? {} : { apiMessage }),
            kubernetesVersion,
            region: nodes.region || region,
            zones: nodes.zones.length > 0 || zone === '' ? nodes.zones : [zone],
            ...(gateways.length === 0 ? {} : { gateways }),
            nodes: { total: nodes.total, ready: nodes.ready },
            allocatable: nodes.allocatable,
            requested,
            ...this.options.work(),
            ...(rival === undefined ? {} : { rival }),
            ...(checkpointError === undefined ? {} : { checkpointError }),
            at: clock.now(),
        };
    }
}
//# sourceMappingURL=health-reporter.js.map