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
} from './schema.js';

const quantities = mapOf(scalar('quantity'));

const spec = structRef({
  region: TEXT,
  zones: atomicList(TEXT),
  coordinates: structRef({ latitude: required(NUMBER), longitude: required(NUMBER) }),
  taints: keyedList(
    structRef({ key: required(TEXT), value: TEXT, effect: required(TEXT), timeAdded: TIME }),
    'key',
    'effect',
  ),
  state: { schema: TEXT, default: 'active' },
  deletionPolicy: { schema: TEXT, default: 'orphan' },
});

const status = structRef({
  conditions: keyedList(() => builtinType('meta.v1.Condition'), 'type'),
  capacity: quantities,
  allocatable: quantities,
  requested: quantities,
  kubernetesVersion: TEXT,
  region: TEXT,
  zones: atomicList(TEXT),
  gatewayAddresses: atomicList(TEXT),
  agent: structRef({ version: TEXT, instance: TEXT, lastHeartbeatTime: TIME, sealingKeyId: TEXT }),
  nodes: structRef({ total: INTEGER, ready: INTEGER }),
  objects: INTEGER,
});

/** Cluster in federation.meridian.dev/v1alpha1 (DESIGN section 4). */
export const clusterSchema: StructSchema = struct({
  apiVersion: TEXT,
  kind: TEXT,
  metadata: () => builtinType('meta.v1.ObjectMeta'),
  spec,
  status,
});
