import { type KubeObject, type ResourceDefinition, type StatusCause } from '#libs/apimachinery';
import { checkOneOf, type Causes } from '../checks.js';
import { forbidden, invalid } from '../causes.js';
import { AGE, column, CONTAINERS, IMAGES, NAME, numberAt, SELECTOR } from '../columns.js';
import { defineResource, servedVersion } from '../define.js';
import { at, ensureMap, mapOf, numberOf, setDefault, shownText, textOf, type Json } from '../json.js';
import {
  APPS,
  checkIntOrPercent,
  checkWorkload,
  EXTENSIONS,
  extensionsWarning,
  selectTemplateLabels,
  setWorkloadDefaults,
} from './workload.js';

/** How extensions/v1beta1 said "no limit". */
const UNLIMITED = 2 ** 31 - 1;
const ROLLBACK = 'deprecated.deployment.rollback.to';

export const deployments: ResourceDefinition = defineResource({
  apiVersion: APPS,
  kind: 'Deployment',
  resource: 'deployments',
  shortNames: ['deploy'],
  categories: ['all'],
  alsoServed: [
    servedVersion(EXTENSIONS, 'Deployment', {
      toStorage: fromExtensions,
      fromStorage: toExtensions,
      deprecationWarning: extensionsWarning('Deployment', APPS),
    }),
  ],
  subresources: {
    status: true,
    scale: {
      specReplicas: 'spec.replicas',
      statusReplicas: 'status.replicas',
      selector: 'spec.selector',
    },
  },
  columns: [
    NAME,
    column(
      'Ready',
      (object) => `${numberAt(object, 'status', 'readyReplicas')}/${numberAt(object, 'spec', 'replicas')}`,
    ),
    column('Up-to-date', (object) => numberAt(object, 'status', 'updatedReplicas')),
    column('Available', (object) => numberAt(object, 'status', 'availableReplicas')),
    AGE,
    CONTAINERS,
    IMAGES,
    SELECTOR,
  ],
  generation: 'spec',
  emptyStatus: () => ({}),
  applyDefaults,
  validate,
});

function applyDefaults(object: KubeObject): void {
  const spec = setWorkloadDefaults(object);
  setDefault(spec, 'replicas', 1);
  setDefault(spec, 'revisionHistoryLimit', 10);
  setDefault(spec, 'progressDeadlineSeconds', 600);
  const strategy = ensureMap(spec, 'strategy');
  if (!strategy['type']) {
    strategy['type'] = 'RollingUpdate';
  }
  if (strategy['type'] === 'RollingUpdate') {
    const rolling = ensureMap(strategy, 'rollingUpdate');
    setDefault(rolling, 'maxUnavailable', '25%');
    setDefault(rolling, 'maxSurge', '25%');
  }
}

function validate(object: KubeObject, old: KubeObject | undefined): StatusCause[] {
  const causes = checkWorkload(object, old);
  const spec = mapOf(object['spec']);
  checkStrategy(causes, mapOf(spec['strategy']));
  const deadline = numberOf(spec['progressDeadlineSeconds']);
  if (deadline !== undefined && deadline <= (numberOf(spec['minReadySeconds']) ?? 0)) {
    causes.push(invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'));
  }
  return causes;
}

function checkStrategy(causes: Causes, strategy: Json): void {
  checkOneOf(causes, 'spec.strategy.type', strategy['type'], ['Recreate', 'RollingUpdate']);
  const rolling = strategy['rollingUpdate'];
  if (rolling === undefined) {
    return;
  }
  const path = 'spec.strategy.rollingUpdate';
  if (strategy['type'] === 'Recreate') {
    causes.push(forbidden(path, "may not be specified when strategy `type` is 'Recreate'"));
    return;
  }
  const { maxUnavailable, maxSurge } = mapOf(rolling);
  const none = checkIntOrPercent(causes, `${path}.maxUnavailable`, maxUnavailable);
  if (/^\d+%$/.test(textOf(maxUnavailable)) && Number.parseInt(textOf(maxUnavailable), 10) > 100) {
    causes.push(invalid(`${path}.maxUnavailable`, maxUnavailable, 'must not be greater than 100%'));
  }
  if (checkIntOrPercent(causes, `${path}.maxSurge`, maxSurge) && none) {
    causes.push(invalid(`${path}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  }
}

/** The defaults of the old version were others: one at a time, unlimited history, no deadline. */
function fromExtensions(object: KubeObject): void {
  object.apiVersion = APPS;
  selectTemplateLabels(object);
  const spec = ensureMap(object, 'spec');
  setDefault(spec, 'revisionHistoryLimit', UNLIMITED);
  setDefault(spec, 'progressDeadlineSeconds', UNLIMITED);
  const strategy = ensureMap(spec, 'strategy');
  if (!strategy['type'] || strategy['type'] === 'RollingUpdate') {
    strategy['type'] = 'RollingUpdate';
    const rolling = ensureMap(strategy, 'rollingUpdate');
    setDefault(rolling, 'maxUnavailable', 1);
    setDefault(rolling, 'maxSurge', 1);
  }
  const revision = at(spec, 'rollbackTo', 'revision') ?? (spec['rollbackTo'] === undefined ? undefined : 0);
  if (revision !== undefined) {
    object.metadata.annotations = { ...object.metadata.annotations, [ROLLBACK]: shownText(revision) };
    delete spec['rollbackTo'];
  }
}

function toExtensions(object: KubeObject): void {
  object.apiVersion = EXTENSIONS;
  const revision = object.metadata.annotations?.[ROLLBACK];
  if (revision !== undefined) {
    const { [ROLLBACK]: _moved, ...annotations } = object.metadata.annotations ?? {};
    object.metadata.annotations = annotations;
    ensureMap(object, 'spec')['rollbackTo'] = { revision: Number(revision) };
  }
}
