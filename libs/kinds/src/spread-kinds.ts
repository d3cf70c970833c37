import { formatGroupResource, type GroupResource } from '#libs/apimachinery';
import { type Propagation } from './propagation-row.js';
import { propagationOf, propagationOfKind, propagations } from './propagation.js';

/** Every kind that spreads from one hub: the built-in ones, and custom ones that come and go with their definitions. */
export interface SpreadKinds {
  /** Undefined: objects of this resource stay at the hub. */
  of(resource: GroupResource): Propagation | undefined;
  ofKind(group: string, kind: string): Propagation | undefined;
  /** Built-in ones first, in their order. */
  all(): readonly Propagation[];
  /** Adds a custom kind, or replaces the one of the same resource. */
  set(propagation: Propagation): void;
  remove(resource: GroupResource): void;
}

export function createSpreadKinds(): SpreadKinds {
  const byResource = new Map<string, Propagation>();
  const byKind = new Map<string, Propagation>();
  const forget = (resource: GroupResource): void => {
    const known = byResource.get(formatGroupResource(resource));
    if (!known) return;
    byResource.delete(formatGroupResource(resource));
    byKind.delete(kindKey(known));
  };
  return {
    of: (resource) => propagationOf(resource) ?? byResource.get(formatGroupResource(resource)),
    ofKind: (group, kind) => propagationOfKind(group, kind) ?? byKind.get(`${group}/${kind}`),
    all: () => [...propagations(), ...byResource.values()],
    set: (propagation) => {
      forget(propagation.resource);
      byResource.set(formatGroupResource(propagation.resource), propagation);
      byKind.set(kindKey(propagation), propagation);
    },
    remove: forget,
  };
}

function kindKey({ resource, kind }: Propagation): string {
  return `${resource.group}/${kind}`;
}
