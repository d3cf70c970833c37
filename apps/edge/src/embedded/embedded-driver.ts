import { type ListenAddress } from '#libs/process';
import { type RouteMessage, type SealingKeys } from '#libs/protocol';
import { type DriverCounts, type EdgeDriver, type EdgePorts, type Trouble } from '../driver/edge-driver.js';
import { type ProxySources } from '../driver/proxy-sources.js';
import { Certificates } from './certificates.js';
import { ClientAddresses } from './client-addresses.js';
import { ClientRates } from './client-rates.js';
import { Counts } from './counts.js';
import { type Proxy } from './exchange.js';
import { Gateways } from './gateways.js';
import { Listener } from './listener.js';
import { RetryBudget } from './retry-budget.js';
import { RouteBook } from './route-book.js';
import { Front } from './serve.js';

export interface EmbeddedOptions {
  readonly edge: string;
  /** Whose clients come here. */
  readonly region: string;
  /** What certificates are sealed to. */
  readonly sealing: SealingKeys;
  readonly http: ListenAddress | 'off';
  readonly https: ListenAddress | 'off';
  /** Whose connections begin with who the client is. */
  readonly proxies: ProxySources;
  /** Called for each request that could not reach a gateway. */
  readonly onUnreachable: (address: string) => void;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** The proxy of this process: HTTP/1.1, HTTP/2 and WebSocket from clients, HTTP/1.1 to gateways. */
export class EmbeddedDriver implements EdgeDriver {
  readonly name = 'embedded';
  private readonly gateways = new Gateways();
  private readonly book: RouteBook;
  private readonly certificates: Certificates;
  private readonly proxy: Proxy;
  private readonly front: Front;
  private listeners: readonly Listener[] = [];
  /** Certificates that are not in effect, by key. */
  private readonly broken = new Map<string, Trouble>();

  constructor(private readonly options: EmbeddedOptions) {
    const { edge, region, sealing, onUnreachable, random } = options;
    this.book = new RouteBook(region, this.gateways);
    this.certificates = new Certificates(edge, sealing, this.book);
    this.proxy = {
      book: this.book,
      budget: new RetryBudget(),
      counts: new Counts(),
      rates: new ClientRates(),
      clients: new ClientAddresses(options.proxies),
      random,
      onUnreachable,
      isStopping: false,
      requests: 0,
    };
    this.front = new Front(this.proxy, this.certificates);
  }

  async start(): Promise<EdgePorts> {
    const { http, https } = this.options;
    const plain = Listener.http(this.front, this.proxy.clients);
    const secure = Listener.https(this.front, this.certificates, this.proxy.clients);
    this.listeners = [plain, secure];
    return {
      http: http === 'off' ? 0 : await plain.listen(http),
      https: https === 'off' ? 0 : await secure.listen(https),
    };
  }

  apply(changed: readonly RouteMessage[]): readonly Trouble[] {
    for (const table of changed) {
      this.book.apply(table);
      this.broken.delete(table.key);
      if (table.type === 'removed') this.certificates.remove(table.key);
      const { key, version } = table;
      const message = table.type === 'certificate' ? this.certificates.put(table) : undefined;
      if (message !== undefined) this.broken.set(key, { key, version, message });
    }
    return this.troubles();
  }

  troubles(): readonly Trouble[] {
    return [...this.broken.values()];
  }

  gatewayChanged(address: string, isHealthy: boolean): void {
    this.gateways.changed(address, isHealthy);
  }

  takeOffered(): ReadonlyMap<string, number> {
    return this.book.takeOffered();
  }

  counts(): DriverCounts {
    return { ...this.proxy.counts.read(), 'under way': this.proxy.requests };
  }

  async stop(graceMs: number): Promise<void> {
    this.proxy.isStopping = true;
    for (const listener of this.listeners) listener.refuseMore();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs);
    });
    await Promise.race([this.front.idle(), late]);
    clearTimeout(timer);
    for (const listener of this.listeners) listener.cutOff();
    this.gateways.destroy();
  }
}
