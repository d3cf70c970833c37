import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, startNats, type EmbeddedNats } from '#libs/embedded';
import { silentLogger } from '#libs/process';
import { type Surroundings, type TestFederation } from './federation.js';
import { startTestPostgres, type TestPostgres } from './postgres.js';
import { searchPath } from './processes.js';
import { TcpProxy } from './tcp-proxy.js';

/** Every connection that a federation stands on. Agents share one to the broker, and have one each to their members. */
export interface Links {
  readonly hubToPostgres: TcpProxy;
  readonly hubToBroker: TcpProxy;
  readonly agentsToBroker: TcpProxy;
  readonly agentToMember: ReadonlyMap<string, TcpProxy>;
}

/** What a test adds to the settings of the processes. */
export interface MoreSettings {
  readonly hub?: (federation: TestFederation) => Readonly<Record<string, string>>;
  readonly agent?: (federation: TestFederation, cluster: string) => Promise<Readonly<Record<string, string>>>;
  /** Called before the processes end. */
  readonly close?: () => Promise<void>;
}

/** Postgres and nats-server beside the hub, with a proxy in every connection. */
export class LinkedServers implements Surroundings {
  private nats: EmbeddedNats | undefined;
  private readonly members = new Map<string, TcpProxy>();

  private constructor(
    readonly postgres: TestPostgres,
    /** Past the proxies. */
    readonly ports: { readonly databaseUrl: string; readonly nats: number },
    private readonly proxies: Omit<Links, 'agentToMember'>,
    private readonly more: MoreSettings,
  ) {}

  static async start(more: MoreSettings = {}): Promise<LinkedServers> {
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

  hub(federation: TestFederation): Promise<Record<string, string>> {
    const url = new URL(this.ports.databaseUrl);
    url.port = String(this.proxies.hubToPostgres.port);
    return Promise.resolve({
      DATABASE_URL: url.href,
      NATS_URL: `nats://127.0.0.1:${this.proxies.hubToBroker.port}`,
      MERIDIAN_NATS_PUBLIC_URL: `nats://127.0.0.1:${this.proxies.agentsToBroker.port}`,
      ...this.more.hub?.(federation),
    });
  }

  get links(): Links {
    return { ...this.proxies, agentToMember: this.members };
  }

  get allLinks(): TcpProxy[] {
    return [...Object.values(this.proxies), ...this.members.values()] as TcpProxy[];
  }

  natsPid(): number {
    const pid = this.nats?.pid();
    if (pid === undefined) throw new Error('nats-server does not run');
    return pid;
  }

  async hubServes(federation: TestFederation): Promise<void> {
    const include = join(federation.hubDir, 'nats', 'meridian-include.conf');
    const dir = join(federation.dir, 'nats');
    const trust = (await readFile(include, 'utf8')).replace('./meridian-resolver', join(dir, 'resolver'));
    await mkdir(join(dir, 'resolver'), { recursive: true });
    this.nats = await startNats({
      dir,
      host: '127.0.0.1',
      port: this.ports.nats,
      config: ({ host, port, pidFile, storeDir }) =>
        [
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

  async agent(federation: TestFederation, cluster: string): Promise<Record<string, string>> {
    const text = await readFile(federation.memberKubeconfig(cluster), 'utf8');
    const url = new URL(federation.member(cluster).url);
    const proxy = this.members.get(cluster) ?? (await TcpProxy.start(Number(url.port)));
    this.members.set(cluster, proxy);
    const file = join(federation.dir, `proxied-${cluster}.kubeconfig`);
    await writeFile(file, text.replaceAll(url.origin, `https://127.0.0.1:${proxy.port}`), { mode: 0o600 });
    return { KUBECONFIG: file, ...(await this.more.agent?.(federation, cluster)) };
  }

  async close(): Promise<void> {
    await this.nats?.stop();
    await Promise.all(this.allLinks.map((link) => link.close()));
    await this.postgres.stop();
    await this.more.close?.();
  }
}

/** A process and what it started, by their ids. */
export function treeOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const child of readdirSync('/proc').map(Number)) {
    if (!(child > 1)) continue;
    const parent = parentOf(child);
    children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const tree = [pid];
  for (let at = 0; at < tree.length; at++) tree.push(...(children.get(tree[at] as number) ?? []));
  return tree;
}

function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold anything.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}
