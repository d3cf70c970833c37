import { ConfigError, systemClock, type ListenAddress, type Logger } from '#libs/process';
import { type RouteMessage, type SealingKeys } from '#libs/protocol';
import { type DriverCounts, type EdgeDriver, type EdgePorts, type Trouble } from '../driver/edge-driver.js';
import { type ProxySources } from '../driver/proxy-sources.js';
import { AppliedState } from './applied-state.js';
import { connectionLimit } from './find-haproxy.js';
import { freePort } from './free-port.js';
import { RELOAD_DEBOUNCE_MS, STATS_INTERVAL_MS } from './limits.js';
import { Processes, type StartFiles } from './processes.js';
import { certificateList, renderConfig } from './render-config.js';
import { RoutingState } from './routing-state.js';
import { ask, tell } from './runtime-socket.js';
import { Statistics } from './statistics.js';
import { releaseWaiting } from './waiting-requests.js';

export interface HaproxyOptions {
  readonly edge: string;
  /** Whose clients come here. */
  readonly region: string;
  /** What certificates are sealed to. */
  readonly sealing: SealingKeys;
  readonly http: ListenAddress | 'off';
  readonly https: ListenAddress | 'off';
  /** Whose connections begin with who the client is. */
  readonly proxies: ProxySources;
  readonly haproxy: string;
  /** For configuration and sockets: ours alone, in memory where there is such a file system, since keys pass through it. */
  readonly directory: string;
  readonly logger: Logger;
  /** Between two reloads. */
  readonly reloadGapMs: number;
}

/**
 * HAProxy as a child: services, weights, addresses, hosts and certificates by its runtime socket; a reload only where a
 * service finds no backend that fits it. A process starts by what is true then, and is told what changed since.
 */
export class HaproxyDriver implements EdgeDriver {
  readonly name = 'haproxy';
  private readonly state: RoutingState;
  private readonly processes: Processes;
  private readonly statistics = new Statistics();
  private readonly versions = new Map<string, number>();
  private http: ListenAddress | undefined;
  private https: ListenAddress | undefined;
  private maxConnections = 0;
  /** What the process that serves has, and the one that is being started will have. */
  private applied: AppliedState | undefined;
  private starting: AppliedState | undefined;
  private refused = 0;
  private work: Promise<void> = Promise.resolve();
  private isQueued = false;
  /** Pushes and reloads that are not done. */
  private underWay = 0;
  private lastReloadMs = -Infinity;
  private reloadDue: (() => void) | undefined;
  private mustReload = false;
  private cancelStatistics: () => void = () => undefined;
  private isStopping = false;

  constructor(private readonly options: HaproxyOptions) {
    const { edge, region, sealing, haproxy, directory, logger } = options;
    this.state = new RoutingState(region, edge, sealing);
    this.processes = new Processes({
      ...{ haproxy, directory, logger },
      files: () => this.startFiles(),
      onServing: () => this.served(),
    });
  }

  async start(): Promise<EdgePorts> {
    this.maxConnections = await connectionLimit();
    this.http = await this.placed(this.options.http);
    this.https = await this.placed(this.options.https);
    try {
      await this.processes.start();
    } catch (error) {
      const bind = /cannot bind[^\n]*/i.exec(error instanceof Error ? error.message : '');
      throw bind ? new ConfigError(`HAProxy ${bind[0]}`) : error;
    }
    this.readStatistics();
    return { http: this.http?.port ?? 0, https: this.https?.port ?? 0 };
  }

  apply(changed: readonly RouteMessage[]): readonly Trouble[] {
    for (const table of changed) {
      this.versions.set(table.key, table.version);
      this.state.apply(table);
      if (table.type === 'removed') this.versions.delete(table.key);
    }
    this.queue();
    return this.troubles();
  }

  troubles(): readonly Trouble[] {
    const waiting = this.state.pool.waiting().map((key) => {
      const version = this.versions.get(key) ?? 0;
      return { key, version, message: 'waits for the next reload of HAProxy' };
    });
    return [...this.state.troubles.values(), ...waiting];
  }

  /** Whether HAProxy has everything that was applied. */
  get isSettled(): boolean {
    return this.underWay === 0 && this.reloadDue === undefined && this.processes.socket !== undefined;
  }

  gatewayChanged(address: string, isHealthy: boolean): void {
    if (this.state.gatewayChanged(address, isHealthy).length > 0) this.queue();
  }

  takeOffered(): ReadonlyMap<string, number> {
    return this.statistics.takeOffered();
  }

  counts(): DriverCounts {
    const { reloads, restarts, failedStarts } = this.processes.counts;
    return {
      ...this.statistics.counts(),
      reloads,
      restarts,
      'failed starts': failedStarts,
      refused: this.refused,
    };
  }

  async stop(graceMs: number): Promise<void> {
    this.isStopping = true;
    this.cancelStatistics();
    this.reloadDue?.();
    await Promise.all([this.processes.stop(graceMs), this.work]);
  }

  private async placed(listen: ListenAddress | 'off'): Promise<ListenAddress | undefined> {
    if (listen === 'off' || listen.port !== 0) return listen === 'off' ? undefined : listen;
    return { host: listen.host, port: await freePort(listen.host) };
  }

  private startFiles(): StartFiles {
    const { directory } = this.options;
    const proxies = this.options.proxies.networks;
    const { state, http, https, maxConnections } = this;
    state.pool.commit();
    state.refreshAll();
    const certificates = state.certificates.all();
    const list = certificates.map(({ file, names }) => `${directory}/${file} ${names.join(' ')}\n`).join('');
    const files = new Map([[certificateList('').slice(1), list]]);
    for (const [name, entries] of state.maps)
      files.set(`${name}.map`, [...entries].map(([key, value]) => `${key} ${value}\n`).join(''));
    this.starting = new AppliedState(directory, state);
    state.changes.clear();
    const backends = state.pool.all();
    return {
      files,
      secrets: new Map(certificates.map(({ file, pem }) => [file, pem])),
      config: (socket) => renderConfig({ directory, socket, http, https, proxies, maxConnections, backends }),
    };
  }

  private served(): void {
    this.applied = this.starting;
    this.lastReloadMs = performance.now();
    this.statistics.restart();
    this.queue();
  }

  private queue(): void {
    if (this.isQueued || this.isStopping) return;
    this.isQueued = true;
    this.enqueue(async () => {
      this.isQueued = false;
      await this.push();
      if (this.state.pool.wantsReload || this.mustReload) this.scheduleReload();
    });
  }

  /** One thing after the other. */
  private enqueue(task: () => Promise<void>): void {
    this.underWay += 1;
    this.work = this.work.then(task).finally(() => (this.underWay -= 1));
  }

  /** Everything that differs, to the process that serves; what is about servers also to those that end. */
  private async push(): Promise<void> {
    const { socket } = this.processes;
    const { changes } = this.state;
    if (socket === undefined || this.applied === undefined || changes.isEmpty) return;
    const [services, entries, keys] = [
      [...changes.services],
      new Map(changes.entries),
      [...changes.certificates],
    ];
    changes.clear();
    try {
      const servers = this.applied.serverCommands(this.state, services);
      await tell(socket, [...servers.commands, ...this.applied.mapCommands(this.state, entries)]);
      await this.applied.pushCertificates(socket, this.state, keys);
      const failing = this.failingServers(servers.left);
      await releaseWaiting(socket, failing);
      for (const old of this.processes.drainingSockets)
        await tell(old, servers.commands).then(
          () => releaseWaiting(old, failing),
          // It has not all of the backends, and ends anyway.
          () => undefined,
        );
    } catch (error) {
      if (this.processes.socket !== socket) return;
      this.refused += 1;
      this.mustReload = true;
      this.options.logger.warn({ err: error }, 'HAProxy is given its whole state again');
    }
  }

  /** Only where a gateway fails do its requests go elsewhere: one that merely gets no more ends what it has. */
  private failingServers(left: ReadonlyMap<string, string>): ReadonlySet<string> {
    return new Set([...left].flatMap(([server, address]) => (this.state.isFailing(address) ? [server] : [])));
  }

  private scheduleReload(): void {
    if (this.reloadDue !== undefined || this.isStopping) return;
    const waitMs = Math.max(
      RELOAD_DEBOUNCE_MS,
      this.lastReloadMs + this.options.reloadGapMs - performance.now(),
    );
    const timer = setTimeout(() => this.reloadDue?.(), waitMs);
    this.reloadDue = () => {
      clearTimeout(timer);
      this.reloadDue = undefined;
      this.enqueue(() => this.reload());
    };
  }

  private async reload(): Promise<void> {
    if (this.isStopping || this.processes.socket === undefined) return;
    const before = this.applied;
    this.mustReload = false;
    try {
      await this.processes.reload();
    } catch (error) {
      this.options.logger.error(
        { err: error },
        'HAProxy does not take its new configuration; it serves on by the old one',
      );
      this.applied = before;
      this.lastReloadMs = performance.now();
      this.mustReload = true;
      this.scheduleReload();
    }
  }

  private readStatistics(): void {
    const { socket } = this.processes;
    const read =
      socket === undefined
        ? Promise.resolve()
        : ask(socket, 'show stat -1 3 -1').then(
            (csv) =>
              this.processes.socket === socket &&
              this.statistics.take(csv, (name) => this.state.pool.serviceOf(name)),
            () => undefined,
          );
    void read.then(() => {
      if (this.isStopping) return;
      this.cancelStatistics = systemClock.after(STATS_INTERVAL_MS, () => this.readStatistics());
    });
  }
}
