import {} from '#libs/kube-client';
import {} from '#libs/process';
import { addRequests, NO_NODES, nodeFacts, ResourceSums } from './capacity.js';
import { MAX_API_MESSAGE_CHARS } from './limits.js';
/**
 * Looks at the member: its readiness with every heartbeat, nodes and pods more seldom. One look of a sort at a time, and
 * nobody waits for any of them.
 */
export class ClusterProbe {
    options;
    current = {
        apiReady: false,
        apiMessage: 'not asked yet',
        kubernetesVersion: '',
        nodes: NO_NODES,
        requested: {},
    };
    known = false;
    looking = new Set();
    lastLook = new Map();
    constructor(options) {
        this.options = options;
    }
    get state() {
        return this.current;
    }
    /** Whether the first answer (or the lack of one) is in. */
    get isKnown() {
        return this.known;
    }
    /** Starts whatever look is due. */
    look() {
        const { limits } = this.options;
        this.begin('ready', 0, () => this.probe());
        if (!this.current.apiReady)
            return;
        this.begin('nodes', limits.nodesMs, () => this.readNodes());
        this.begin('requested', limits.requestedMs, () => this.readRequested());
    }
    begin(name, everyMs, look) {
        const now = this.options.clock.now();
        if (this.looking.has(name) || now - (this.lastLook.get(name) ?? -Infinity) < everyMs)
            return;
        this.looking.add(name);
        this.lastLook.set(name, now);
        // A part that may not be read (403) keeps its last value; the rest of the heartbeat is worth having.
        look()
            .catch((error) => this.options.logger.debug({ err: error, name }, 'a look at the member failed'))
            .finally(() => this.looking.delete(name));
    }
    async probe() {
        try {
            await this.options.member.ready();
        }
        catch (error) {
            const text = error instanceof Error ? error.message : String(error);
            this.turn(false, text.slice(0, MAX_API_MESSAGE_CHARS));
            return;
        }
        // The version may have changed while it was away; learn it before saying that it is back.
        if (!this.current.apiReady || this.current.kubernetesVersion === '')
            await this.readVersion();
        this.turn(true, '');
    }
    turn(apiReady, apiMessage) {
        const changed = !this.known || this.current.apiReady !== apiReady;
        this.known = true;
        this.current = { ...this.current, apiReady, apiMessage };
        if (!changed)
            return;
        this.options.logger.info({ apiReady, apiMessage }, 'member API server');
        this.options.onTurn(apiReady);
        if (apiReady)
            this.look();
    }
    async readVersion() {
        try {
            const { gitVersion } = await this.options.member.version();
            this.current = { ...this.current, kubernetesVersion: gitVersion };
        }
        catch (error) {
            this.options.logger.debug({ err: error }, 'the version of the member cannot be read');
        }
    }
    async readNodes() {
        const { member } = this.options;
        const resource = await member.resolve('v1', 'Node');
        const { items } = await member.list(resource, {});
        const first = this.current.nodes === NO_NODES;
        this.current = { ...this.current, nodes: nodeFacts(items) };
        if (first)
            this.options.onNodes();
    }
    async readRequested() {
        const { member } = this.options;
        const resource = await member.resolve('v1', 'Pod');
        const sums = new ResourceSums();
        for await (const page of member.pages(resource, {}))
            addRequests(sums, page.items);
        this.current = { ...this.current, requested: sums.text() };
    }
}
//# sourceMappingURL=cluster-probe.js.map