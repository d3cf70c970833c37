import { type RouteMessage, type RoutingTable } from '#libs/protocol';
import { type PublishedTable, type TableContent } from '#libs/routing';

type Head = 'v' | 'hubUid' | 'epoch' | 'version' | 'key';
type WithoutHead<T> = T extends unknown ? Omit<T, Head> : never;

/** What a table says, without which one it is. */
export type RouteContent = WithoutHead<RouteMessage>;
export type ServiceContent = Omit<RoutingTable, Head>;

export function contentOf(message: RouteMessage): RouteContent {
  const { v: _v, hubUid: _h, epoch: _e, version: _n, key: _k, ...content } = message;
  return content;
}

/** Equal texts mean equal content: sealed boxes differ each time, what they are made of does not. */
export function contentText(content: RouteContent): string {
  if (content.type !== 'certificate') return JSON.stringify(content);
  return JSON.stringify([content.revision, content.sealed.map(({ edge, keyId }) => [edge, keyId])]);
}

/** A service's table as the rule of publication sees it, read from what edges get: so a restart compares like with like. */
export function tableFacts({ affinity, timeouts, clientRate, regions }: ServiceContent): TableContent {
  const order = regions.map(({ region, outcome, clusters }) => [
    region,
    outcome,
    clusters.map((one) => one.cluster),
  ]);
  const shares = regions.map(({ region, clusters, shed }) => {
    const all = clusters.filter(({ weight }) => weight > 0);
    const targets = all.map(({ cluster, weight }) => [cluster, (weight / 256) * (1 - shed)] as const);
    return [region, new Map<string, number>([...targets, ['', shed]])] as const;
  });
  return {
    revision: JSON.stringify([affinity, timeouts, clientRate, order]),
    usable: new Set(regions.flatMap(({ clusters }) => clusters.map(({ cluster }) => cluster))),
    shares: new Map(shares),
  };
}

export function factsAt(content: ServiceContent, atMs: number): PublishedTable {
  return { ...tableFacts(content), atMs };
}
