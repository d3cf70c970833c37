import { type StructSchema } from '#libs/apimachinery';
import { builtinType, scalar } from '#libs/builtin-kinds';
import { clusterAffinity, clusterAffinityFields } from './cluster-affinity-schema.js';
import { resourceSelectors } from './resource-selector-schema.js';
import { atomicList, INTEGER, required, struct, structRef, TEXT, told } from './schema.js';

const affinityGroup = structRef({
  affinityName: { ...required(TEXT), description: 'Of the group, as placements show it.' },
  ...clusterAffinityFields,
});

const spreadConstraint = structRef({
  spreadByField: told(TEXT, 'cluster, region, zone or provider. Not together with spreadByLabel.'),
  spreadByLabel: told(TEXT, 'A label of the clusters: its values are the groups.'),
  minGroups: told(INTEGER, 'With fewer groups nothing new is placed. 1 if absent.'),
  maxGroups: told(INTEGER, 'Clusters of more groups are left out. Absent: any number.'),
});

const toleration = structRef({
  key: told(TEXT, 'Of the taint. Empty: any, with the operator Exists.'),
  operator: told(TEXT, 'Exists or Equal. Equal if empty.'),
  value: told(TEXT, 'Of the taint, for Equal.'),
  effect: told(TEXT, 'NoSchedule, PreferNoSchedule or NoExecute. Empty: any.'),
  tolerationSeconds: told(
    INTEGER,
    'How long what is there stays when the taint (NoExecute) is added. Absent: for good.',
  ),
});

const weightRule = structRef({
  targetCluster: told(clusterAffinity, 'The clusters that have this weight.'),
  weight: { ...required(INTEGER), description: 'Of several that match a cluster the largest counts.' },
});

const clusterLimit = structRef({
  targetCluster: told(clusterAffinity, 'The clusters that it holds for.'),
  minReplicas: told(INTEGER, 'Each of them gets so many first.'),
  maxReplicas: told(INTEGER, 'None of them gets more.'),
});

const replicaScheduling = structRef({
  replicaSchedulingType: told(
    TEXT,
    'Divided: clusters share the replicas. Duplicated: each has all of them. Divided if empty.',
  ),
  replicaDivisionPreference: told(
    TEXT,
    'Weighted, or Aggregated: in as few clusters as will do. Weighted if empty.',
  ),
  weightPreference: told(
    structRef({
      staticWeightList: told(atomicList(weightRule), 'Weights. None: all clusters weigh the same.'),
      dynamicWeight: told(TEXT, 'AvailableReplicas: by what fits. The list does not count then.'),
      respectCapacity: told(scalar('boolean'), 'With static weights: no cluster gets more than fits.'),
    }),
    'For Weighted.',
  ),
  clusterLimits: told(
    atomicList(clusterLimit),
    'Bounds for each cluster; the narrowest that matches counts.',
  ),
  maxMovedReplicas: told(INTEGER, 'Most replicas of one object that are on their way at once.'),
});

const placement = structRef({
  clusterAffinity: told(clusterAffinity, 'Where objects may go. Absent: anywhere.'),
  clusterAffinities: told(
    atomicList(affinityGroup),
    'Groups of clusters: the first that fits is taken, and again as soon as it fits again. Not with clusterAffinity.',
  ),
  clusterTolerations: told(atomicList(toleration), 'Taints of clusters that do not matter.'),
  spreadConstraints: told(
    atomicList(spreadConstraint),
    'Over how many clusters, places or values of a label.',
  ),
  replicaScheduling: told(replicaScheduling, 'How replicas are divided. Absent: Duplicated.'),
});

const clusterFailover = structRef({
  tolerationSeconds: told(INTEGER, 'How long a cluster may be Offline before others take over. Absent: 60.'),
  purgeMode: told(
    TEXT,
    'What is left in a cluster that was lost. Gracefully (if empty): replicas stay until they are ready elsewhere. Directly: they go at once. Never: they stay.',
  ),
});

const applicationFailover = structRef({
  decisionConditions: told(
    structRef({
      tolerationSeconds: told(
        INTEGER,
        'How long fewer replicas may be ready in a cluster than it was given. Absent: 300.',
      ),
    }),
    'When replicas are given up.',
  ),
  purgeMode: told(
    TEXT,
    'What becomes of those that are not ready. Gracefully (if empty): they stay until others are ready elsewhere. Directly: they go at once. Never: they stay.',
  ),
});

const spec = structRef({
  resourceSelectors: {
    ...required(resourceSelectors),
    description: 'Which objects it governs. At least one.',
  },
  priority: {
    ...told(INTEGER, 'The highest governs; then the closest selector, then the name.'),
    default: 0,
  },
  propagateDeps: told(
    scalar('boolean'),
    'What its workloads refer to (ConfigMaps, Secrets, ServiceAccounts, PersistentVolumeClaims, Services) goes where they go. False if absent.',
  ),
  placement: told(placement, 'Where they go.'),
  failover: told(
    structRef({
      cluster: told(clusterFailover, 'When a cluster is lost.'),
      application: told(
        applicationFailover,
        'When replicas stay unhealthy in a cluster that is not lost. Absent: they stay there, unless they cannot be scheduled.',
      ),
    }),
    'When replicas go to other clusters.',
  ),
});

function schema(description: string): StructSchema {
  return {
    ...struct({
      apiVersion: TEXT,
      kind: TEXT,
      metadata: () => builtinType('meta.v1.ObjectMeta'),
      spec: { ...required(spec), description: 'What is asked for.' },
    }),
    description,
  };
}

export const propagationPolicySchema = schema(
  'Which clusters objects of its namespace go to, and how many replicas each gets. Before any cluster-wide one.',
);
export const clusterPropagationPolicySchema = schema(
  'Which clusters objects go to, of any namespace or of none, and how many replicas each gets.',
);
