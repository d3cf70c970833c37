import { type StructSchema } from '#libs/apimachinery';
import { builtinType, scalar } from '#libs/builtin-kinds';
import {
  atomicList,
  INTEGER,
  keyedList,
  mapOf,
  NUMBER,
  required,
  struct,
  structRef,
  TEXT,
  TIME,
  told,
} from './schema.js';

const quantities = mapOf(scalar('quantity'));

const spec = structRef({
  region: told(TEXT, 'Where the cluster is: part of DNS names and of routes.'),
  zones: told(atomicList(TEXT), 'The zones of the region that it has nodes in.'),
  provider: told(TEXT, 'Who runs it: for policies that choose clusters by it.'),
  coordinates: told(
    structRef({ latitude: required(NUMBER), longitude: required(NUMBER) }),
    'In degrees, to find the cluster closest to a client.',
  ),
  taints: told(
    keyedList(
      structRef({ key: required(TEXT), value: TEXT, effect: required(TEXT), timeAdded: TIME }),
      'key',
      'effect',
    ),
    'What keeps objects away that do not tolerate it.',
  ),
  state: {
    ...told(TEXT, 'active: takes objects. cordoned: keeps what it has. draining: gives up what it has.'),
    default: 'active',
  },
  deletionPolicy: {
    ...told(
      TEXT,
      'What deleting the Cluster does to what it holds. orphan: it stays. delete: it goes. drain: replicas move first.',
    ),
    default: 'orphan',
  },
});

const status = structRef({
  conditions: told(
    keyedList(() => builtinType('meta.v1.Condition'), 'type'),
    'Ready, Suspect and Offline, with reasons.',
  ),
  capacity: told(quantities, 'What its nodes have in all.'),
  allocatable: told(quantities, 'What its nodes have for pods.'),
  requested: told(quantities, 'What its pods ask for.'),
  free: told(
    structRef({
      countedTime: TIME,
      nodes: atomicList(structRef({ nodes: INTEGER, milliCpu: INTEGER, memory: INTEGER, pods: INTEGER })),
    }),
    'Its nodes by what is free on them: so many, of which each has at least so much.',
  ),
  kubernetesVersion: told(TEXT, 'The version of its API server.'),
  region: told(TEXT, 'The region that its nodes name.'),
  zones: told(atomicList(TEXT), 'The zones that its nodes name.'),
  gatewayAddresses: told(atomicList(TEXT), 'Where traffic for it goes.'),
  agent: told(
    structRef({ version: TEXT, instance: TEXT, lastHeartbeatTime: TIME, sealingKeyId: TEXT }),
    'The agent, as it was last heard.',
  ),
  nodes: told(
    structRef({ total: INTEGER, ready: INTEGER }),
    'How many nodes it has, and how many are ready.',
  ),
  objects: told(INTEGER, 'How many objects the federation keeps there.'),
});

/** Cluster in federation.meridian.dev/v1alpha1 (DESIGN section 4). */
export const clusterSchema: StructSchema = {
  ...struct({
    apiVersion: TEXT,
    kind: TEXT,
    metadata: () => builtinType('meta.v1.ObjectMeta'),
    spec: told(spec, 'What is wanted of the cluster.'),
    status: told(status, 'What its agent last said, and what the hub makes of it.'),
  }),
  description: 'A member of the federation. Created when its agent joins.',
};
