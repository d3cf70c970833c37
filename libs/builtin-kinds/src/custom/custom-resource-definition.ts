import {
  checkDnsLabel,
  checkDnsSubdomain,
  isConditionTrue,
  type Condition,
  type KubeObject,
  type ResourceDefinition,
  type StatusCause,
} from '#libs/apimachinery';
import { checkName, checkOneOf, checkUnchanged, type Causes } from '../checks.js';
import { duplicate, invalid, required } from '../causes.js';
import { column, NAME } from '../columns.js';
import { at, ensureMap, mapOf, mapsOf, setDefault, textOf, textsOf, type Json } from '../json.js';
import { MAX_VERSIONS } from '../limits.js';
import { checkRootSchema } from './check-schema-form.js';
import { definitionSchema } from './definition-schema.js';
import { schemaOfVersion, versionsOf } from './json-schema.js';
import { hasForeignRules } from './rules/check-rules.js';

/** Holds a definition under deletion until its objects are gone. */
export const CUSTOM_OBJECTS_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';

const GROUP = 'apiextensions.k8s.io';
const PROTECTED = /(^|\.)(k8s|kubernetes)\.io$/;
const APPROVAL = 'api-approved.kubernetes.io';

export const customResourceDefinitions: ResourceDefinition = {
  storage: { group: GROUP, resource: 'customresourcedefinitions' },
  kind: 'CustomResourceDefinition',
  listKind: 'CustomResourceDefinitionList',
  singular: 'customresourcedefinition',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  namespaced: false,
  verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  versions: [{ group: GROUP, version: 'v1', schema: definitionSchema }],
  subresources: { status: true },
  columns: [
    NAME,
    column('Created At', (object) => object.metadata.creationTimestamp ?? '', {
      description: 'When the definition was created.',
    }),
  ],
  fieldLabels: {},
  custom: false,
  nameRule: 'dns-subdomain',
  applyDefaults,
  prepare,
  validate,
  generation: 'spec',
  deleteReturnsObject: false,
};

/** What a client should know about a definition that it writes; there is nothing wrong with it. */
export function definitionWarnings(definition: KubeObject): readonly string[] {
  const warnings: string[] = [];
  if (versionsOf(definition).some((version) => hasForeignRules(schemaOfVersion(version))))
    warnings.push(
      'x-kubernetes-validations: rules with functions that are not known here are not run; they are checked where the objects go',
    );
  if (at(definition, 'spec', 'conversion', 'strategy') === 'Webhook')
    warnings.push('spec.conversion: webhooks are not called here; versions differ in their apiVersion only');
  return warnings;
}

function applyDefaults(object: KubeObject): void {
  const spec = ensureMap(object, 'spec');
  const names = ensureMap(spec, 'names');
  const kind = textOf(names['kind']);
  if (!textOf(names['singular'])) names['singular'] = kind.toLowerCase();
  if (!textOf(names['listKind'])) names['listKind'] = kind === '' ? '' : `${kind}List`;
  setDefault(ensureMap(spec, 'conversion'), 'strategy', 'None');
  for (const version of mapsOf(spec['versions']))
    for (const shown of mapsOf(version['additionalPrinterColumns'])) setDefault(shown, 'name', '');
}

/** Its objects go before it does; and every version that was ever stored stays known. */
function prepare(object: KubeObject, old: KubeObject | undefined): void {
  const { metadata } = object;
  const finalizers = metadata.finalizers ?? [];
  if (metadata.deletionTimestamp === undefined && !finalizers.includes(CUSTOM_OBJECTS_FINALIZER))
    metadata.finalizers = [...finalizers, CUSTOM_OBJECTS_FINALIZER];
  const stored = textsOf(at(old, 'status', 'storedVersions'));
  const now = versionsOf(object).flatMap((version) =>
    version['storage'] === true ? textOf(version['name']) : [],
  );
  const added = now.filter((name) => !stored.includes(name));
  if (added.length > 0 || object['status'] === undefined)
    object['status'] = { ...mapOf(object['status']), storedVersions: [...stored, ...added] };
}

function validate(object: KubeObject, old: KubeObject | undefined): StatusCause[] {
  const causes: Causes = [];
  const spec = mapOf(object['spec']);
  const group = textOf(spec['group']);
  checkName(causes, 'spec.group', group, checkDnsSubdomain);
  if (group !== '' && !group.includes('.'))
    causes.push(invalid('spec.group', group, 'should be a domain with at least one dot'));
  if (PROTECTED.test(group) && !object.metadata.annotations?.[APPROVAL])
    causes.push(
      required(
        `metadata.annotations[${APPROVAL}]`,
        'protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
      ),
    );
  checkNames(causes, mapOf(spec['names']));
  const expected = `${textOf(mapOf(spec['names'])['plural'])}.${group}`;
  if (object.metadata.name !== expected)
    causes.push(invalid('metadata.name', object.metadata.name, 'must be spec.names.plural+"."+spec.group'));
  checkOneOf(causes, 'spec.scope', spec['scope'] ?? '', ['Cluster', 'Namespaced']);
  if (spec['preserveUnknownFields'] === true)
    causes.push(
      invalid('spec.preserveUnknownFields', true, 'must be false in order to use defaults in the schema'),
    );
  checkOneOf(causes, 'spec.conversion.strategy', at(spec, 'conversion', 'strategy'), ['None', 'Webhook']);
  checkVersions(causes, object, old);
  if (old) checkIdentity(causes, spec, old);
  return causes;
}

function checkNames(causes: Causes, names: Json): void {
  checkName(causes, 'spec.names.plural', names['plural'], checkDnsLabel);
  checkName(causes, 'spec.names.kind', names['kind'], (kind) => checkDnsLabel(kind.toLowerCase()));
  checkName(causes, 'spec.names.listKind', names['listKind'], (kind) => checkDnsLabel(kind.toLowerCase()));
  checkName(causes, 'spec.names.singular', names['singular'], checkDnsLabel);
  for (const field of ['shortNames', 'categories'])
    textsOf(names[field]).forEach((name, index) =>
      checkName(causes, `spec.names.${field}[${index}]`, name, checkDnsLabel),
    );
  if (names['kind'] !== undefined && names['kind'] === names['listKind'])
    causes.push(invalid('spec.names.listKind', names['listKind'], 'kind and listKind may not be the same'));
}

function checkVersions(causes: Causes, object: KubeObject, old: KubeObject | undefined): void {
  const versions = versionsOf(object);
  const stored = textsOf(at(object, 'status', 'storedVersions'));
  const before = new Map(
    old ? versionsOf(old).map((version) => [version['name'], schemaOfVersion(version)]) : [],
  );
  if (versions.length === 0 || versions.length > MAX_VERSIONS)
    causes.push(invalid('spec.versions', versions.length, `must have 1 to ${MAX_VERSIONS} versions`));
  const seen = new Set<string>();
  versions.forEach((version, index) => {
    const path = `spec.versions[${index}]`;
    const name = textOf(version['name']);
    checkName(causes, `${path}.name`, name, checkDnsLabel);
    if (seen.has(name)) causes.push(duplicate(`${path}.name`, name));
    seen.add(name);
    const schema = schemaOfVersion(version);
    if (Object.keys(schema).length === 0)
      causes.push(required(`${path}.schema.openAPIV3Schema`, 'schemas are required'));
    else checkRootSchema(causes, `${path}.schema.openAPIV3Schema`, schema, before.get(name));
    checkScale(causes, `${path}.subresources.scale`, mapOf(version['subresources'])['scale']);
  });
  if (versions.filter(({ storage }) => storage === true).length !== 1)
    causes.push(
      invalid('spec.versions', 'versions', 'must have exactly one version marked as storage version'),
    );
  stored.forEach((name, index) => {
    if (!seen.has(name))
      causes.push(invalid(`status.storedVersions[${index}]`, name, 'missing from spec.versions'));
  });
}

function checkScale(causes: Causes, path: string, scale: unknown): void {
  if (scale === undefined) return;
  for (const [field, under] of [
    ['specReplicasPath', '.spec.'],
    ['statusReplicasPath', '.status.'],
  ] as const) {
    const value = textOf(mapOf(scale)[field]);
    if (value === '') causes.push(required(`${path}.${field}`));
    else if (!value.startsWith(under))
      causes.push(invalid(`${path}.${field}`, value, `should be a json path under ${under.slice(0, -1)}`));
  }
}

/** Objects are stored and found under these. */
function checkIdentity(causes: Causes, spec: Json, old: KubeObject): void {
  const before = mapOf(old['spec']);
  checkUnchanged(causes, 'spec.group', spec['group'], before['group']);
  checkUnchanged(causes, 'spec.names.plural', at(spec, 'names', 'plural'), at(before, 'names', 'plural'));
  const conditions = mapOf(old['status'])['conditions'] as Condition[] | undefined;
  if (!isConditionTrue(conditions, 'Established')) return;
  checkUnchanged(causes, 'spec.scope', spec['scope'], before['scope']);
  checkUnchanged(causes, 'spec.names.kind', at(spec, 'names', 'kind'), at(before, 'names', 'kind'));
}
