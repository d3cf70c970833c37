/**
 * What `kubectl explain` says of types and fields, in our own words: the facts carry none. Every served kind has a sentence,
 * fields that people write most have one, the others have none.
 */

/** By the name of the type. */
const TYPES: Readonly<Record<string, string>> = {
  'apiextensions.v1.CustomResourceDefinition':
    'A kind of your own: its names, its versions and the schema of its objects.',
  'apiextensions.v1.JSONSchemaProps': 'A part of a schema, as JSON Schema has it.',
  'apps.v1.ControllerRevision':
    'A past template of a DaemonSet or StatefulSet, kept so that it can be gone back to.',
  'apps.v1.DaemonSet': 'Runs one pod on every node that fits.',
  'apps.v1.Deployment':
    'Keeps a number of equal pods running and replaces them step by step when their template changes.',
  'apps.v1.ReplicaSet': 'Keeps a number of equal pods running.',
  'apps.v1.StatefulSet': 'Runs pods that keep their name and their storage.',
  'autoscaling.v1.HorizontalPodAutoscaler':
    'Changes the number of replicas of an object with its processor load.',
  'autoscaling.v2.HorizontalPodAutoscaler': 'Changes the number of replicas of an object with its load.',
  'batch.v1.CronJob': 'Creates Jobs at the times of a schedule.',
  'batch.v1.Job': 'Runs pods until a number of them ended well.',
  'coordination.v1.Lease': 'Says who holds a role, and until when.',
  'core.v1.ConfigMap': 'Configuration for pods to read; nothing secret.',
  'core.v1.Endpoints': 'The addresses behind a Service. EndpointSlices are the newer form.',
  'core.v1.Event': 'Something that happened to an object. Kept for a short time only.',
  'core.v1.LimitRange': 'What single pods of a namespace may ask for, and what they get without asking.',
  'core.v1.Namespace': 'A room for names: most objects live in one, and go with it.',
  'core.v1.Node': 'A machine that runs pods.',
  'core.v1.PersistentVolume': 'Storage that outlives the pods which use it.',
  'core.v1.PersistentVolumeClaim': 'A wish for storage, and the volume that fulfils it.',
  'core.v1.Pod': 'One or more containers that run together on one node.',
  'core.v1.ReplicationController': 'Keeps a number of equal pods running; ReplicaSet is its successor.',
  'core.v1.ResourceQuota': 'How much a namespace may use and hold in all.',
  'core.v1.Secret': 'Secret data for pods, in base64. Sealed wherever it is stored.',
  'core.v1.Service': 'One name and address in front of all pods that its selector matches.',
  'core.v1.ServiceAccount': 'An identity for the processes in pods.',
  'discovery.v1.EndpointSlice': 'A part of the addresses behind a Service.',
  'events.v1.Event': 'Something that happened to an object. Kept for a short time only.',
  'networking.v1.Ingress': 'Leads HTTP requests from outside to Services, by host and path.',
  'networking.v1.IngressClass': 'A kind of Ingress, and the controller that serves it.',
  'networking.v1.NetworkPolicy': 'Who may speak with the pods that it selects.',
  'policy.v1.PodDisruptionBudget': 'How many pods of an application may be away at once on purpose.',
  'rbac.v1.ClusterRole': 'A set of permissions, for cluster-wide use or for namespaces.',
  'rbac.v1.ClusterRoleBinding': 'Gives the permissions of a ClusterRole everywhere.',
  'rbac.v1.Role': 'A set of permissions within its namespace.',
  'rbac.v1.RoleBinding': 'Gives the permissions of a role within its namespace.',
  'storage.v1.StorageClass': 'A kind of storage that claims can name.',
  'extensions.v1beta1.DaemonSet': 'Runs one pod on every node that fits. Kept as apps/v1.',
  'extensions.v1beta1.Deployment': 'Keeps equal pods running, as of Kubernetes 1.4. Kept as apps/v1.',
  'extensions.v1beta1.Ingress':
    'Leads HTTP requests to Services, as of Kubernetes 1.4. Kept as networking.k8s.io/v1.',
  'extensions.v1beta1.ReplicaSet':
    'Keeps a number of equal pods running, as of Kubernetes 1.4. Kept as apps/v1.',
  'core.v1.Container': 'One container of a pod.',
  'core.v1.PodSpec': 'What a pod runs, and where it may.',
  'core.v1.PodTemplateSpec': 'What new pods are made from.',
  'core.v1.Probe': 'A question that is asked of a container again and again.',
  'core.v1.ResourceRequirements': 'How much of the node a container asks for, and the most it gets.',
  'core.v1.ServicePort': 'One port of a Service.',
  'meta.v1.Condition': 'One aspect of the state of an object: true, false or unknown, since when and why.',
  'meta.v1.LabelSelector': 'Matches objects by their labels; all of its requirements must hold.',
  'meta.v1.ListMeta': 'Where a list stands: its version, and how to get the rest.',
  'meta.v1.ManagedFieldsEntry': 'Which fields one writer set last.',
  'meta.v1.ObjectMeta': 'What every object has: its name, labels, owners and history.',
  'meta.v1.OwnerReference': 'An object without which this one goes too.',
};

/** By the name of the field; what stands under a type wins. */
const FIELDS: Readonly<Record<string, string>> = {
  apiVersion: 'The API group and version that the object is written in.',
  kind: 'What the object is.',
  metadata: 'Name, labels and the like.',
  spec: 'What is wanted.',
  status: 'What is. Written by controllers.',
  conditions: 'Aspects of the state, one of each type.',
  observedGeneration: 'The generation of the object that this status is about.',
  replicas: 'The number of pods.',
  selector: 'Which pods it is about, by their labels.',
  template: 'What new pods are made from.',
  minReadySeconds: 'How long a new pod must be ready before it counts as available.',
  revisionHistoryLimit: 'How many old revisions are kept to go back to.',
  immutable: 'True: the data can never be changed again.',
  automountServiceAccountToken: 'Whether pods get a token of the service account.',
  loadBalancer: 'Where a load balancer can be reached.',
};

const OF_TYPES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'meta.v1.ObjectMeta': {
    name: 'Unique among the objects of its kind in its namespace; cannot be changed.',
    generateName: 'The beginning of a name that the server completes, where no name is given.',
    namespace: 'The namespace that the object lives in; cannot be changed.',
    selfLink: 'No longer used.',
    uid: 'Given by the server; never the same again, even under the same name.',
    resourceVersion: 'Changes with every write. Sent back with a write, it must still be true.',
    generation: 'Counts the changes of what is wanted.',
    creationTimestamp: 'When the object was created.',
    deletionTimestamp: 'When deletion was asked for; the object goes when its finalizers are gone.',
    deletionGracePeriodSeconds: 'How long the object may take to end.',
    labels: 'Short values to select by.',
    annotations: 'Values that tools keep with the object; not to select by.',
    ownerReferences: 'The objects that this one belongs to; it goes with the last of them.',
    finalizers: 'Who must finish something before the object may go.',
    managedFields: 'Which fields each writer set last.',
  },
  'core.v1.ConfigMap': {
    data: 'Texts by key.',
    binaryData: 'Bytes by key, in base64.',
  },
  'core.v1.Secret': {
    data: 'Bytes by key, in base64.',
    stringData: 'Plain texts by key; stored under data, and never shown.',
    type: 'What the secret is for: it decides which keys must be there. Opaque if nothing is said.',
  },
  'core.v1.Namespace': { spec: 'Who must finish before the namespace may go.' },
  'core.v1.ServiceSpec': {
    ports: 'The ports that the Service listens on.',
    selector: 'The labels of the pods behind it. Without one, somebody else names the addresses.',
    clusterIP: 'The address inside the cluster; given by the cluster. None: no address of its own.',
    type: 'How it is reached: ClusterIP, NodePort, LoadBalancer or ExternalName.',
    externalIPs: 'Further addresses that lead to the Service.',
    externalName: 'The name that an ExternalName Service stands for.',
    sessionAffinity: 'ClientIP: requests of one client go to one pod.',
    externalTrafficPolicy: 'Local: only pods on the node that got the request answer it.',
    loadBalancerClass: 'Which implementation provides the load balancer.',
    publishNotReadyAddresses: 'True: pods count before they are ready.',
  },
  'core.v1.ServicePort': {
    name: 'Needed where there are several ports.',
    protocol: 'TCP, UDP or SCTP; TCP if nothing is said.',
    port: 'The number that clients use.',
    targetPort: 'The number or the name of the port in the pods; port if nothing is said.',
    nodePort: 'The number on every node; given by the cluster if nothing is said.',
  },
  'apps.v1.DeploymentSpec': {
    replicas: 'How many pods there shall be; 1 if nothing is said.',
    selector: 'Which pods belong to it. Must match the labels of the template; cannot be changed.',
    strategy: 'How old pods are replaced by new ones.',
    paused: 'True: changes wait.',
    progressDeadlineSeconds: 'How long a rollout may stand still before it counts as failed.',
  },
  'apps.v1.ReplicaSetSpec': {
    replicas: 'How many pods there shall be; 1 if nothing is said.',
    selector: 'Which pods belong to it. Must match the labels of the template; cannot be changed.',
  },
  'apps.v1.StatefulSetSpec': {
    replicas: 'How many pods there shall be; 1 if nothing is said.',
    serviceName: 'The Service that gives the pods their names.',
    volumeClaimTemplates: 'Claims that each pod gets a copy of.',
    podManagementPolicy: 'OrderedReady: one after the other. Parallel: all at once.',
    updateStrategy: 'How pods are replaced when the template changes.',
  },
  'apps.v1.DaemonSetSpec': { updateStrategy: 'How pods are replaced when the template changes.' },
  'apps.v1.DeploymentStatus': {
    updatedReplicas: 'Pods of the newest template.',
    readyReplicas: 'Pods that are ready.',
    availableReplicas: 'Pods that have been ready for long enough.',
    unavailableReplicas: 'Pods that are still missing.',
  },
  'apps.v1.ReplicaSetStatus': {
    readyReplicas: 'Pods that are ready.',
    availableReplicas: 'Pods that have been ready for long enough.',
    fullyLabeledReplicas: 'Pods that have all labels of the template.',
  },
  'core.v1.PodTemplateSpec': { metadata: 'Labels and annotations of the pods.', spec: 'What the pods run.' },
  'core.v1.PodSpec': {
    containers: 'What runs. At least one.',
    initContainers: 'What runs before, one after the other, to its end.',
    volumes: 'Files that containers can mount.',
    restartPolicy: 'When containers are started again: Always, OnFailure or Never.',
    nodeSelector: 'Labels that a node must have.',
    serviceAccountName: 'The identity that the pod runs under.',
    imagePullSecrets: 'Secrets for getting images.',
    tolerations: 'Taints of nodes that do not keep the pod away.',
    affinity: 'Nodes and pods to be close to, or far from.',
    priorityClassName: 'How important the pod is among others.',
    terminationGracePeriodSeconds: 'How long containers have to end by themselves.',
    nodeName: 'The node that it runs on; chosen by the scheduler.',
    topologySpreadConstraints: 'How evenly pods are spread over zones, nodes and the like.',
  },
  'core.v1.Container': {
    name: 'Unique in the pod.',
    image: 'What is run.',
    command: 'In place of the entry point of the image.',
    args: 'In place of the arguments of the image.',
    env: 'Variables of its environment.',
    envFrom: 'ConfigMaps and Secrets whose keys become variables.',
    ports: 'The ports that it listens on.',
    resources: 'How much of the node it asks for, and the most it gets.',
    volumeMounts: 'Where volumes appear.',
    livenessProbe: 'The container is started again when it no longer answers this.',
    readinessProbe: 'The pod gets requests while it answers this.',
    startupProbe: 'The other probes wait for this.',
    imagePullPolicy: 'When the image is fetched: Always, IfNotPresent or Never.',
    securityContext: 'What it may do on the node.',
    workingDir: 'The directory that it starts in.',
  },
  'core.v1.ResourceRequirements': { limits: 'The most that it gets.', requests: 'What is set aside for it.' },
  'networking.v1.IngressSpec': {
    ingressClassName: 'Which controller serves it.',
    defaultBackend: 'Who answers what no rule matches.',
    rules: 'Which hosts and paths lead where.',
    tls: 'Certificates, and the hosts that they are for.',
  },
  'batch.v1.JobSpec': {
    parallelism: 'How many pods may run at once.',
    completions: 'How many pods must end well.',
    backoffLimit: 'How many failures there may be.',
    activeDeadlineSeconds: 'How long it may take in all.',
    ttlSecondsAfterFinished: 'How long it stays when it is done.',
    suspend: 'True: no pods run.',
    completionMode: 'Indexed: every pod has a number of its own.',
  },
  'batch.v1.CronJobSpec': {
    schedule: 'When, as in cron.',
    timeZone: 'The time zone of the schedule.',
    concurrencyPolicy: 'What happens when the one before still runs: Allow, Forbid or Replace.',
    suspend: 'True: no Jobs are created.',
    jobTemplate: 'What the Jobs are made from.',
  },
  'autoscaling.v2.HorizontalPodAutoscalerSpec': {
    scaleTargetRef: 'What is scaled.',
    minReplicas: 'The fewest replicas; 1 if nothing is said.',
    maxReplicas: 'The most replicas.',
    metrics: 'What the number depends on.',
    behavior: 'How fast the number may change.',
  },
  'meta.v1.LabelSelector': {
    matchLabels: 'Labels with the values that they must have.',
    matchExpressions: 'Requirements: In, NotIn, Exists, DoesNotExist.',
  },
  'rbac.v1.Role': { rules: 'What may be done.' },
  'rbac.v1.ClusterRole': { rules: 'What may be done.' },
  'rbac.v1.RoleBinding': { roleRef: 'Which role; cannot be changed.', subjects: 'Who gets it.' },
  'rbac.v1.ClusterRoleBinding': { roleRef: 'Which role; cannot be changed.', subjects: 'Who gets it.' },
};

/** Undefined: we have nothing to say about this type. */
export function describeType(type: string): string | undefined {
  return TYPES[type];
}

export function describeField(type: string, field: string): string | undefined {
  const own = OF_TYPES[type];
  return own !== undefined && Object.hasOwn(own, field)
    ? own[field]
    : Object.hasOwn(FIELDS, field)
      ? FIELDS[field]
      : undefined;
}
