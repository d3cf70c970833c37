import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { KubeHttp, readKubeconfig } from '../kube-http.js';
import { DemoEdges } from './edges.js';
import {} from './places.js';
import {} from './process-group.js';
/** How many processes start at once: more only makes each slower on few cores. */
const STARTS_AT_ONCE = 4;
/** The demo's processes as one thing: hub, and for every place a simulated cluster with its agent. */
export class DemoFederation {
    options;
    kubeconfigFile;
    hubClient;
    memberClients = new Map();
    edges;
    constructor(options) {
        this.options = options;
        this.kubeconfigFile = join(options.dir, 'kubeconfig');
        const { dir, places, processes } = options;
        const joinToken = (name) => this.joinToken(name, 'edge');
        this.edges = new DemoEdges({ dir, hubUrl: this.hubUrl, places, processes, joinToken });
    }
    /** Those that are up. */
    get edgePlaces() {
        return this.edges.all;
    }
    get places() {
        return this.options.places;
    }
    get hubUrl() {
        return `https://127.0.0.1:${this.options.port}`;
    }
    get hub() {
        if (!this.hubClient)
            throw new Error('the hub has not started');
        return this.hubClient;
    }
    member(cluster) {
        const client = this.memberClients.get(cluster);
        if (!client)
            throw new Error(`no cluster ${cluster}`);
        return client;
    }
    /** Hub and clusters side by side, then agents; `progress` is told of each that is up. */
    async start(progress) {
        await mkdir(this.options.dir, { recursive: true, mode: 0o700 });
        const hub = this.startHub().then(() => progress(`hub ready at ${this.hubUrl} (with Postgres and NATS)`));
        const clusters = this.options.hosting === 'together'
            ? this.startTogether('simulators', (place) => this.simulatorSettings(place))
            : limited(this.places, async (place) => {
                await this.startSimulator(place);
                progress(`simulated cluster ${place.cluster} is up`);
            });
        await Promise.all([hub, clusters]);
        await this.writeKubeconfig();
        if (this.options.hosting === 'together') {
            await this.startTogether('agents', (place) => this.agentSettings(place));
            return;
        }
        await limited(this.places, async (place) => {
            await this.startAgent(place);
            progress(`agent of ${place.cluster} joined`);
        });
        if (this.options.edges)
            await this.edges.start(progress);
    }
    async startTogether(role, settingsOf) {
        if (this.places.length === 0)
            return;
        const members = await Promise.all(this.places.map(settingsOf));
        await this.options.processes.start(role, 'members', { BENCH_MEMBERS: JSON.stringify({ role, members }) });
    }
    async startHub() {
        await this.options.processes.start('hub', 'hub', {
            MERIDIAN_LISTEN: `127.0.0.1:${this.options.port}`,
            MERIDIAN_DATA_DIR: join(this.options.dir, 'hub'),
        });
    }
    stopHub() {
        return this.options.processes.stop('hub', 'SIGTERM');
    }
    /** A clean stop; its cluster goes on alone. */
    stopAgent(cluster) {
        return this.options.processes.stop(`agent-${cluster}`, 'SIGTERM');
    }
    async powerOff(cluster) {
        await Promise.all([
            this.options.processes.stop(`agent-${cluster}`, 'SIGKILL'),
            this.options.processes.stop(`simulator-${cluster}`, 'SIGKILL'),
        ]);
    }
    async powerOn(cluster) {
        const place = this.places.find((one) => one.cluster === cluster);
        if (!place)
            throw new Error(`no cluster ${cluster}`);
        await this.startSimulator(place);
        await this.startAgent(place);
    }
    close() {
        this.hubClient?.close();
        for (const client of this.memberClients.values())
            client.close();
    }
    async startSimulator(place) {
        const settings = await this.simulatorSettings(place);
        const url = await this.options.processes.start(`simulator-${place.cluster}`, 'simulator', settings);
        await writeFile(join(this.clusterDir(place), 'listen'), new URL(url).host);
    }
    clusterDir(place) {
        return join(this.options.dir, 'clusters', place.cluster);
    }
    async simulatorSettings(place) {
        const dir = this.clusterDir(place);
        return {
            MERIDIAN_CLUSTER: place.cluster,
            MERIDIAN_REGION: place.region,
            MERIDIAN_ZONE: place.zone,
            MERIDIAN_DATA_DIR: dir,
            // The address of its first start is kept, so that the kubeconfig stays true.
            MERIDIAN_LISTEN: await readFile(join(dir, 'listen'), 'utf8').catch(() => '127.0.0.1:0'),
            ...(await this.gatewaySetting('MERIDIAN_GATEWAY_LISTEN', place)),
        };
    }
    async startAgent(place) {
        const settings = await this.agentSettings(place);
        await this.options.processes.start(`agent-${place.cluster}`, 'agent', settings);
        await writeFile(join(this.agentDir(place), 'joined'), '');
    }
    agentDir(place) {
        return join(this.options.dir, 'agents', place.cluster);
    }
    async agentSettings(place) {
        const dir = this.agentDir(place);
        const joined = await readFile(join(dir, 'joined')).then(() => true, () => false);
        const token = joined ? undefined : await this.joinToken(place.cluster, 'cluster');
        return {
            MERIDIAN_HUB_URL: this.hubUrl,
            MERIDIAN_CLUSTER: place.cluster,
            ...(token === undefined ? {} : { MERIDIAN_JOIN_TOKEN: token }),
            KUBECONFIG: join(this.clusterDir(place), 'kubeconfig'),
            MERIDIAN_DATA_DIR: dir,
            MERIDIAN_REGION: place.region,
            MERIDIAN_ZONE: place.zone,
            ...(await this.gatewaySetting('MERIDIAN_GATEWAY', place)),
        };
    }
    async gatewaySetting(name, { cluster }) {
        return this.options.edges ? { [name]: await this.edges.gatewayOf(cluster) } : {};
    }
    async joinToken(name, role) {
        const answer = await this.hub.call({
            method: 'POST',
            path: '/join-tokens',
            body: { name, role },
        });
        return answer.token;
    }
    /** One file with the contexts `federation` and one per cluster, certificates inline, for the user's own kubectl. */
    async writeKubeconfig() {
        const federation = await load(join(this.options.dir, 'hub', 'kubeconfig'));
        const members = await Promise.all(this.places.map(({ cluster }) => load(join(this.options.dir, 'clusters', cluster, 'kubeconfig'))));
        const parts = [
            ...[federation].map((config) => renamed(config, 'federation')),
            ...members.map((config, index) => renamed(config, this.places[index]?.cluster ?? '')),
        ];
        const merged = {
            apiVersion: 'v1',
            kind: 'Config',
            preferences: {},
            'current-context': 'federation',
            clusters: parts.flatMap(({ clusters }) => clusters),
            contexts: parts.flatMap(({ contexts }) => contexts),
            users: parts.flatMap(({ users }) => users),
        };
        await writeFile(this.kubeconfigFile, stringify(merged), { mode: 0o600 });
        const kubeconfig = await readKubeconfig(this.kubeconfigFile);
        this.hubClient = new KubeHttp(kubeconfig, 'federation');
        for (const { cluster } of this.places)
            this.memberClients.set(cluster, new KubeHttp(kubeconfig, cluster));
    }
}
async function load(file) {
    return parse(await readFile(file, 'utf8'));
}
/** The first cluster and user of a kubeconfig under one name. */
function renamed(config, name) {
    return {
        clusters: config.clusters.slice(0, 1).map((cluster) => ({ ...cluster, name })),
        users: config.users.slice(0, 1).map((user) => ({ ...user, name })),
        contexts: [{ name, context: { cluster: name, user: name } }],
    };
}
/** Runs `task` for every item, a few at once; the first failure is thrown. */
async function limited(items, task) {
    const queue = [...items];
    const worker = async () => {
        for (let item = queue.shift(); item !== undefined; item = queue.shift())
            await task(item);
    };
    await Promise.all(Array.from({ length: STARTS_AT_ONCE }, worker));
}
//# sourceMappingURL=federation.js.map