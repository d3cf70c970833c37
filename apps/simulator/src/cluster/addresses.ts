/** Addresses of a simulated cluster, all of them made up: nothing listens there. */

/** FNV-1a, 32 bit: spreads names over address ranges. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return (value ^ (value >>> 15)) >>> 0;
}

function formatIp(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

function parseIp(text: string): number | undefined {
  const parts = text.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255))
    return undefined;
  return parts.reduce((value, part) => value * 256 + part, 0);
}

export interface ClusterAddresses {
  /** Where this cluster's Ingresses answer. */
  readonly ingress: string;
  readonly loadBalancers: AddressPool;
  readonly services: AddressPool;
  readonly pods: AddressPool;
  /** The address of the node with this number, from 0. */
  node(index: number): string;
}

/**
 * What the outside sees (ingress, load balancers) is a /24 of 10.0.0.0/8 picked by the cluster's name, so that clusters differ
 * (the chance that two of a hundred share one is 1 in 13). What stays inside is the same everywhere, as in real clusters.
 */
export function clusterAddresses(cluster: string): ClusterAddresses {
  const outside = 10 * 2 ** 24 + (hash(cluster) >>> 16) * 256;
  return {
    ingress: formatIp(outside + 1),
    loadBalancers: new AddressPool(outside + 2, 253),
    services: new AddressPool(parseIp('172.20.0.10') as number, 65_000),
    pods: new AddressPool(parseIp('100.64.0.1') as number, 4_000_000),
    node: (index) => formatIp((parseIp('192.168.0.10') as number) + index),
  };
}

/**
 * Hands out numbers of a range in turn, past those in use. What was handed out counts as in use only once `use` says so (when the
 * object is seen stored): a refused write leaks nothing, and the turn keeps a number from being handed out twice meanwhile.
 */
export class NumberPool {
  private readonly used = new Set<number>();
  private cursor = 0;

  constructor(
    private readonly first: number,
    private readonly size: number,
  ) {}

  /** Undefined: all in use. */
  take(): number | undefined {
    if (this.used.size >= this.size) return undefined;
    for (;;) {
      const value = this.first + this.cursor;
      this.cursor = (this.cursor + 1) % this.size;
      if (!this.used.has(value)) return value;
    }
  }

  contains(value: number): boolean {
    return value >= this.first && value < this.first + this.size;
  }

  isUsed(value: number): boolean {
    return this.used.has(value);
  }

  use(value: number): void {
    if (this.contains(value)) this.used.add(value);
  }

  release(value: number): void {
    this.used.delete(value);
  }
}

/** A NumberPool whose numbers are IPv4 addresses. */
export class AddressPool {
  private readonly numbers: NumberPool;

  constructor(first: number, size: number) {
    this.numbers = new NumberPool(first, size);
  }

  take(): string | undefined {
    const value = this.numbers.take();
    return value === undefined ? undefined : formatIp(value);
  }

  contains(address: string): boolean {
    const value = parseIp(address);
    return value !== undefined && this.numbers.contains(value);
  }

  isUsed(address: string): boolean {
    const value = parseIp(address);
    return value !== undefined && this.numbers.isUsed(value);
  }

  use(address: string): void {
    const value = parseIp(address);
    if (value !== undefined) this.numbers.use(value);
  }

  release(address: string): void {
    const value = parseIp(address);
    if (value !== undefined) this.numbers.release(value);
  }
}
