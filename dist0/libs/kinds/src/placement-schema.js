import {} from '#libs/apimachinery';
import { builtinType, scalar } from '#libs/builtin-kinds';
import { atomicList, INTEGER, keyedList, required, struct, structRef, TEXT, TIME } from './schema.js';
const target = structRef({
    apiVersion: required(TEXT),
    kind: required(TEXT),
    namespace: TEXT,
    name: required(TEXT),
    uid: TEXT,
});
/** One cluster that has the object, shall have it, or still has to undo it. */
const cluster = structRef({
    name: required(TEXT),
    state: required(TEXT),
    replicas: INTEGER,
    reason: TEXT,
    generation: INTEGER,
    current: scalar('boolean'),
    failure: structRef({ reason: required(TEXT), message: TEXT }),
    health: TEXT,
    asOf: TIME,
    status: scalar('any'),
});
const excluded = structRef({ reason: required(TEXT), count: INTEGER, clusters: atomicList(TEXT) });
/** What one cluster gets, where the request asks for it. */
const rendered = structRef({
    cluster: required(TEXT),
    placed: scalar('boolean'),
    overriddenBy: atomicList(TEXT),
    object: scalar('any'),
    problem: TEXT,
});
const policy = structRef({ kind: required(TEXT), name: required(TEXT), affinityName: TEXT });
const status = structRef({
    policy,
    observedGeneration: INTEGER,
    desiredReplicas: INTEGER,
    placedReplicas: INTEGER,
    unplacedReplicas: INTEGER,
    placedClusters: INTEGER,
    readyClusters: INTEGER,
    clusters: keyedList(cluster, 'name'),
    excluded: atomicList(excluded),
    rendered: atomicList(rendered),
    problems: atomicList(structRef({ reason: required(TEXT), message: TEXT })),
});
/** Placement in federation.meridian.dev/v1alpha1 (DESIGN section 4). */
export const placementSchema = struct({
    apiVersion: TEXT,
    kind: TEXT,
    metadata: () => builtinType('meta.v1.ObjectMeta'),
    spec: structRef({ target: required(target) }),
    status,
});
//# sourceMappingURL=placement-schema.js.map