import { isIP } from 'node:net';
import { isJsonObject } from '#libs/apimachinery';
import { MAX_NAME_ADDRESSES, type BackendFacts } from '#libs/protocol';
import { MAX_SHARD_ENDPOINTS } from './limits.js';

/** What a member last said of a Service: what stands behind it, and what its load balancer was given. */
export interface ShardFacts extends BackendFacts {
  /** IP addresses of its load balancer, sorted; the members' own names of such (`hostname`) are left out. */
  readonly addresses: readonly string[];
}

/** From a report as it is stored; undefined where the member's endpoints are not known. */
export function shardFacts(report: Readonly<Record<string, unknown>>): ShardFacts | undefined {
  const backend = report['backend'] as BackendFacts | undefined;
  if (backend === undefined) return undefined;
  return { ...believed(backend), addresses: ipAddresses(report['status']) };
}

/**
 * What a member says of its endpoints, within what can be: a claim beyond that attracts the clients of others. More ready ones
 * than there are is a claim like that.
 */
export function believed({ ready, wanted }: BackendFacts): BackendFacts {
  const most = Math.min(wanted, MAX_SHARD_ENDPOINTS);
  return { ready: Math.min(ready, most), wanted: most };
}

function ipAddresses(status: unknown): string[] {
  const balancer = isJsonObject(status) ? status['loadBalancer'] : undefined;
  const ingress = isJsonObject(balancer) ? balancer['ingress'] : undefined;
  const ips = (Array.isArray(ingress) ? (ingress as unknown[]) : []).flatMap((entry) => {
    const ip = isJsonObject(entry) ? entry['ip'] : undefined;
    return typeof ip === 'string' && isIP(ip) > 0 ? [ip] : [];
  });
  return [...new Set(ips)].sort().slice(0, MAX_NAME_ADDRESSES);
}
