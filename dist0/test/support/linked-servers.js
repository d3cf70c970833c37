import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, startNats } from '#libs/embedded';
import { silentLogger } from '#libs/process';
import {} from './federation.js';
import { startTestPostgres } from './postgres.js';
import { searchPath } from './processes.js';
import { TcpProxy } from './tcp-proxy.js';
/** Postgres and nats-server beside the hub, with a proxy in every connection. */
export class LinkedServers {
    postgres;
    ports;
    proxies;
    more;
    nats;
    members = new Map();
    constructor(postgres, 
    /** Past the proxies. */
    ports, proxies, more) {
        this.postgres = postgres;
        this.ports = ports;
        this.proxies = proxies;
        this.more = more;
    }
    static async start(more = {}) {
        const postgres = await startTestPostgres();
        const databaseUrl = await postgres.createDatabase();
        const natsPort = await freePort();
        const proxies = {
            hubToPostgres: await TcpProxy.start(Number(new URL(databaseUrl).port)),
            hubToBroker: await TcpProxy.start(natsPort),
            agentsToBroker: await TcpProxy.start(natsPort),
        };
        return new LinkedServers(postgres, { databaseUrl, nats: natsPort }, proxies, more);
    }
    hub(federation) {
        const url = new URL(this.ports.databaseUrl);
        url.port = String(this.proxies.hubToPostgres.port);
        return Promise.resolve({
            DATABASE_URL: url.href,
            NATS_URL: `nats://127.0.0.1:${this.proxies.hubToBroker.port}`,
            MERIDIAN_NATS_PUBLIC_URL: `nats://127.0.0.1:${this.proxies.agentsToBroker.port}`,
            ...this.more.hub?.(federation),
        });
    }
    get links() {
        return { ...this.proxies, agentToMember: this.members };
    }
    get allLinks() {
        return [...Object.values(this.proxies), ...this.members.values()];
    }
    natsPid() {
        const pid = this.nats?.pid();
        if (pid === undefined)
            throw new Error('nats-server does not run');
        return pid;
    }
    async hubServes(federation) {
        const include = join(federation.hubDir, 'nats', 'meridian-include.conf');
        const dir = join(federation.dir, 'nats');
        const trust = (await readFile(include, 'utf8')).replace('./meridian-resolver', join(dir, 'resolver'));
        await mkdir(join(dir, 'resolver'), { recursive: true });
        this.nats = await startNats({
            dir,
            host: '127.0.0.1',
            port: this.ports.nats,
            config: ({ host, port, pidFile, storeDir }) => [
                'server_name: "linked"',
                `host: "${host}"`,
                `port: ${port}`,
                `pid_file: "${pidFile}"`,
                `jetstream { store_dir: "${storeDir}", max_file_store: ${16 * 1024 ** 3} }`,
                trust,
            ].join('\n'),
            logger: silentLogger,
            path: searchPath(),
            binaryDirs: [],
        });
    }
    async agent(federation, cluster) {
        const text = await readFile(federation.memberKubeconfig(cluster), 'utf8');
        const url = new URL(federation.member(cluster).url);
        const proxy = this.members.get(cluster) ?? (await TcpProxy.start(Number(url.port)));
        this.members.set(cluster, proxy);
        const file = join(federation.dir, `proxied-${cluster}.kubeconfig`);
        await writeFile(file, text.replaceAll(url.origin, `https://127.0.0.1:${proxy.port}`), { mode: 0o600 });
        return { KUBECONFIG: file, ...(await this.more.agent?.(federation, cluster)) };
    }
    async close() {
        await this.nats?.stop();
        await Promise.all(this.allLinks.map((link) => link.close()));
        await this.postgres.stop();
        await this.more.close?.();
    }
}
/** A process and what it started, by their ids. */
export function treeOf(pid) {
    const children = new Map();
    for (const child of readdirSync('/proc').map(Number)) {
        if (!(child > 1))
            continue;
        const parent = parentOf(child);
        children.set(parent, [...(children.get(parent) ?? []), child]);
    }
    const tree = [pid];
    for (let at = 0; at < tree.length; at++)
        tree.push(...(children.get(tree[at]) ?? []));
    return tree;
}
function parentOf(pid) {
    try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        // The name, in parentheses, may hold anything.
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    }
    catch {
        return 0;
    }
}
//# sourceMappingURL=linked-servers.js.map