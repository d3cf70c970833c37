import { getPath, isJsonObject, type JsonObject, type KubeObject } from '#libs/apimachinery';

/**
 * What a workload refers to by name in its own namespace, as `RESOURCE/NAME` with the plural of a core resource
 * (`configmaps/settings`): sorted, each once.
 */
export type DependencyName = string;

/** Core resources that follow who refers to them. */
export const DEPENDENCY_RESOURCES = [
  'configmaps',
  'secrets',
  'serviceaccounts',
  'persistentvolumeclaims',
  'services',
] as const;

type DependencyResource = (typeof DEPENDENCY_RESOURCES)[number];
type Found = readonly [DependencyResource, unknown];

/** The pod template's object (metadata and spec) of a workload, of a CronJob too. Undefined: it runs no pods. */
function templateOf(workload: KubeObject): JsonObject | undefined {
  const paths = [
    ['spec', 'template'],
    ['spec', 'jobTemplate', 'spec', 'template'],
  ];
  return paths.map((path) => getPath(workload, path)).find(isJsonObject);
}

/** Labels of the pods that a workload makes: Services select by them. */
export function podLabels(workload: KubeObject): Readonly<Record<string, string>> {
  const labels = getPath(templateOf(workload) ?? {}, ['metadata', 'labels']);
  if (!isJsonObject(labels)) return {};
  return Object.fromEntries(
    Object.entries(labels).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** Everything that a workload's pods refer to by name, optional references included: it is used where it is there. */
export function podDependencies(workload: KubeObject): readonly DependencyName[] {
  const template = templateOf(workload);
  if (!template) return [];
  const spec = objectOf(template['spec']);
  const found: readonly Found[] = [
    ...CONTAINERS.flatMap((field) => objectsIn(spec, field).flatMap(ofContainer)),
    ...objectsIn(spec, 'volumes').flatMap(ofVolume),
    ...objectsIn(spec, 'imagePullSecrets').map(({ name }): Found => ['secrets', name]),
    ['serviceaccounts', spec['serviceAccountName'] ?? spec['serviceAccount']],
    ...(workload.kind === 'StatefulSet' ? [ofService(workload)] : []),
  ];
  return namesOf(found);
}

/** What an account lends to the pods that run under it: Secrets for images, and those that are mounted by its name. */
export function accountDependencies(account: KubeObject): readonly DependencyName[] {
  return namesOf(
    ['secrets', 'imagePullSecrets'].flatMap((field) =>
      objectsIn(account, field).map(({ name }): Found => ['secrets', name]),
    ),
  );
}

/** Services that an Ingress sends requests to, and the Secrets of its certificates. */
export function ingressDependencies(ingress: KubeObject): readonly DependencyName[] {
  const spec = objectOf(ingress['spec']);
  const backends = [
    spec['defaultBackend'],
    ...objectsIn(spec, 'rules').flatMap(({ http }) =>
      objectsIn(objectOf(http), 'paths').map(({ backend }) => backend),
    ),
  ];
  return namesOf([
    ...backends.map((backend): Found => ['services', getPath(objectOf(backend), ['service', 'name'])]),
    ...objectsIn(spec, 'tls').map(({ secretName }): Found => ['secrets', secretName]),
  ]);
}

function namesOf(found: readonly Found[]): readonly DependencyName[] {
  const names = found.flatMap(([resource, name]) =>
    typeof name === 'string' && name !== '' && !isEverywhere(resource, name) ? [`${resource}/${name}`] : [],
  );
  return [...new Set(names)].sort();
}

const CONTAINERS = ['containers', 'initContainers', 'ephemeralContainers'];

/** Every namespace of every cluster has one of its own. */
function isEverywhere(resource: DependencyResource, name: string): boolean {
  return resource === 'serviceaccounts' && name === 'default';
}

/** The governing Service of a StatefulSet. */
function ofService(workload: KubeObject): Found {
  return ['services', getPath(workload, ['spec', 'serviceName'])];
}

function ofContainer(container: JsonObject): Found[] {
  return [
    ...objectsIn(container, 'env').flatMap((variable): Found[] => [
      ['configmaps', getPath(variable, ['valueFrom', 'configMapKeyRef', 'name'])],
      ['secrets', getPath(variable, ['valueFrom', 'secretKeyRef', 'name'])],
    ]),
    ...objectsIn(container, 'envFrom').flatMap((source): Found[] => [
      ['configmaps', getPath(source, ['configMapRef', 'name'])],
      ['secrets', getPath(source, ['secretRef', 'name'])],
    ]),
  ];
}

/** Where a volume names what it needs, beside projected sources. */
const VOLUME_FIELDS: readonly (readonly [DependencyResource, readonly string[]])[] = [
  ['configmaps', ['configMap', 'name']],
  ['secrets', ['secret', 'secretName']],
  ['persistentvolumeclaims', ['persistentVolumeClaim', 'claimName']],
  ['secrets', ['csi', 'nodePublishSecretRef', 'name']],
  ['secrets', ['azureFile', 'secretName']],
  ...['cephfs', 'flexVolume', 'iscsi', 'rbd', 'scaleIO', 'storageos'].map(
    (sort) => ['secrets', [sort, 'secretRef', 'name']] as const,
  ),
];

function ofVolume(volume: JsonObject): Found[] {
  const projected = objectOf(volume['projected']);
  return [
    ...VOLUME_FIELDS.map(([resource, path]): Found => [resource, getPath(volume, path)]),
    ...objectsIn(projected, 'sources').flatMap((source): Found[] => [
      ['configmaps', getPath(source, ['configMap', 'name'])],
      ['secrets', getPath(source, ['secret', 'name'])],
    ]),
  ];
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

function objectsIn(fields: JsonObject, name: string): readonly JsonObject[] {
  const list = fields[name];
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
