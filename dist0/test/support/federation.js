import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { freePort } from '#libs/embedded';
import {} from '#libs/apimachinery';
import { KubeHttp, readKubeconfig } from '../../apps/cli/src/kube-http.js';
import { places } from '../../apps/cli/src/demo/places.js';
import { isReady } from '../../apps/cli/src/demo/steps-create.js';
import { eventually } from './eventually.js';
import { Processes, processesOf } from './processes.js';
import { tempDir } from './temp-dir.js';
const CLUSTERS = '/apis/federation.meridian.dev/v1alpha1/clusters';
/** Bounds a failing test only. */
const START_LIMIT_MS = 240_000;
/** The real processes of a small federation: hub with its Postgres and nats-server, simulated clusters, agents. */
export class TestFederation {
    home;
    places;
    port;
    processes;
    hubDir;
    clients = new Map();
    around;
    constructor(home, places, port, processes) {
        this.home = home;
        this.places = places;
        this.port = port;
        this.processes = processes;
        this.hubDir = join(home.path, 'hub');
    }
    /** Everything up, joined and Ready. On failure nothing stays. */
    static async start(name, clusters, around) {
        const home = await tempDir(name);
        const processes = new Processes(home.path);
        const federation = new TestFederation(home, places(clusters), await freePort(), processes);
        federation.around = around;
        try {
            await Promise.all([
                federation.startHub(),
                ...federation.clusters.map((cluster) => federation.startSimulator(cluster)),
            ]);
            await federation.openClient('hub', federation.kubeconfig);
            for (const cluster of federation.clusters)
                await federation.openClient(cluster, federation.memberKubeconfig(cluster));
            await around?.hubServes(federation);
            await Promise.all(federation.clusters.map((cluster) => federation.startAgent(cluster)));
            await federation.allReady();
            return federation;
        }
        catch (error) {
            await federation.close();
            throw error;
        }
    }
    /** The suite's own directory. */
    get dir() {
        return this.home.path;
    }
    get clusters() {
        return this.places.map(({ cluster }) => cluster);
    }
    /** The admin's kubeconfig, context `federation`. */
    get kubeconfig() {
        return join(this.hubDir, 'kubeconfig');
    }
    memberKubeconfig(cluster) {
        return join(this.dir, 'clusters', cluster, 'kubeconfig');
    }
    get hub() {
        return this.client('hub');
    }
    member(cluster) {
        return this.client(cluster);
    }
    /** Also after a kill: on the same port and data. */
    async startHub() {
        await this.processes.start('hub', 'hub', {
            MERIDIAN_LISTEN: `127.0.0.1:${this.port}`,
            MERIDIAN_DATA_DIR: this.hubDir,
            ...(await this.around?.hub(this)),
        });
    }
    async startSimulator(cluster) {
        const place = this.place(cluster);
        const dir = join(this.dir, 'clusters', cluster);
        await mkdir(dir, { recursive: true });
        const listen = await readFile(join(dir, 'listen'), 'utf8').catch(() => '127.0.0.1:0');
        const url = await this.processes.start(`simulator-${cluster}`, 'simulator', {
            MERIDIAN_CLUSTER: cluster,
            MERIDIAN_REGION: place.region,
            MERIDIAN_ZONE: place.zone,
            MERIDIAN_DATA_DIR: dir,
            MERIDIAN_LISTEN: listen,
            MERIDIAN_POD_READY_MS: '50',
        });
        await writeFile(join(dir, 'listen'), new URL(url).host);
    }
    /** The first time with a join token, later with what the agent keeps. */
    async startAgent(cluster) {
        const place = this.place(cluster);
        const dir = join(this.dir, 'agents', cluster);
        const joined = await readFile(join(dir, 'joined')).then(() => true, () => false);
        await mkdir(dir, { recursive: true, mode: 0o700 });
        await this.processes.start(`agent-${cluster}`, 'agent', {
            MERIDIAN_HUB_URL: this.hub.url,
            MERIDIAN_CLUSTER: cluster,
            ...(joined ? {} : { MERIDIAN_JOIN_TOKEN: await this.joinToken(cluster) }),
            KUBECONFIG: this.memberKubeconfig(cluster),
            MERIDIAN_DATA_DIR: dir,
            MERIDIAN_REGION: place.region,
            MERIDIAN_ZONE: place.zone,
            ...(await this.around?.agent(this, cluster)),
        });
        await writeFile(join(dir, 'joined'), '');
    }
    /** The process id of an embedded server, from the file it writes itself; waits while it is being started. */
    serverPid(server) {
        const file = server === 'postgres' ? 'postgres/data/postmaster.pid' : 'nats/nats-server.pid';
        return eventually(`${server} runs`, async () => {
            const pid = Number((await readFile(join(this.hubDir, file), 'utf8')).split('\n')[0]);
            return processesOf(this.hubDir).includes(pid) && pid;
        });
    }
    /** The embedded database, for a look behind the API. */
    async databaseUrl() {
        const dir = join(this.hubDir, 'postgres');
        const password = (await readFile(join(dir, 'password'), 'utf8')).trim();
        const port = (await readFile(join(dir, 'data', 'postmaster.pid'), 'utf8')).split('\n')[3] ?? '';
        return `postgres://meridian:${password}@127.0.0.1:${port}/postgres`;
    }
    async allReady() {
        for (const cluster of this.clusters)
            await this.hub.until(`${CLUSTERS}/${cluster}`, `${cluster} is Ready`, isReady);
    }
    /** Waits until `holds` in every cluster, or in those named. */
    async everywhere(path, what, holds, clusters = this.clusters) {
        return Promise.all(clusters.map((cluster) => this.member(cluster).until(path, `${what} in ${cluster}`, holds)));
    }
    async close() {
        for (const client of this.clients.values())
            client.close();
        await this.around?.close();
        await this.processes.close();
        await this.home.remove();
    }
    client(name) {
        const client = this.clients.get(name);
        if (!client)
            throw new Error(`${name} has not started`);
        return client;
    }
    async openClient(name, file) {
        const kubeconfig = await readKubeconfig(file);
        this.clients.set(name, new KubeHttp(kubeconfig, kubeconfig['current-context'] ?? ''));
    }
    place(cluster) {
        const place = this.places.find((one) => one.cluster === cluster);
        if (!place)
            throw new Error(`no cluster ${cluster}`);
        return place;
    }
    async joinToken(cluster) {
        const { token } = await this.hub.call({
            method: 'POST',
            path: '/join-tokens',
            body: { name: cluster, role: 'cluster' },
        });
        return token;
    }
}
/** One federation for all tests of a file, stopped after them in any case. Call the answer inside tests. */
export function useFederation(name, clusters, around) {
    let federation;
    beforeAll(async () => {
        federation = await TestFederation.start(name, clusters, await around?.());
    }, START_LIMIT_MS);
    afterAll(async () => federation?.close(), START_LIMIT_MS);
    return () => {
        if (!federation)
            throw new Error('the federation did not start');
        return federation;
    };
}
/** What a list answers, by name. Asked again while the server cannot be reached. */
export async function listByName(http, path) {
    const { items } = await eventually(`a list of ${path}`, () => http.call({ method: 'GET', path }));
    return new Map(items.map((item) => [item.metadata.name ?? '', item]));
}
//# sourceMappingURL=federation.js.map