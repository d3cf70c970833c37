import {
  checkQualifiedName,
  humanAge,
  type KubeObject,
  type ResourceDefinition,
  type StatusCause,
} from '#libs/apimachinery';
import { checkName, checkOneOf, type Causes } from '../checks.js';
import { invalid, required } from '../causes.js';
import { column, NAME, textAt, wide } from '../columns.js';
import { defineResource, servedVersion } from '../define.js';
import { at, isJson, mapOf, textOf } from '../json.js';
import { MAX_EVENT_NAME, MAX_EVENT_NOTE } from '../limits.js';

const EVENTS = 'events.k8s.io/v1';

/** events.k8s.io/v1 name -> core/v1 name. */
const RENAMED = {
  regarding: 'involvedObject',
  note: 'message',
  reportingController: 'reportingComponent',
  deprecatedSource: 'source',
  deprecatedFirstTimestamp: 'firstTimestamp',
  deprecatedLastTimestamp: 'lastTimestamp',
  deprecatedCount: 'count',
} as const;

const ABOUT_FIELDS = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];

export const events: ResourceDefinition = defineResource({
  apiVersion: 'v1',
  kind: 'Event',
  resource: 'events',
  shortNames: ['ev'],
  alsoServed: [
    servedVersion(EVENTS, 'Event', {
      toStorage: (object) => rename(object, 'v1', Object.entries(RENAMED)),
      fromStorage: (object) =>
        rename(
          object,
          EVENTS,
          Object.entries(RENAMED).map(([after, before]) => [before, after]),
        ),
      fieldAliases: {
        ...Object.fromEntries(ABOUT_FIELDS.map((field) => [`regarding.${field}`, `involvedObject.${field}`])),
        reportingController: 'reportingComponent',
      },
    }),
  ],
  columns: [
    column('Last Seen', (object, now) => humanAge(lastSeen(object), now)),
    column('Type', (object) => textAt(object, 'type')),
    column('Reason', (object) => textAt(object, 'reason')),
    column('Object', about),
    wide('Subobject', (object) => textAt(object, 'involvedObject', 'fieldPath')),
    wide('Source', source),
    column('Message', (object) => textAt(object, 'message').trim()),
    wide('First Seen', (object, now) => humanAge(firstSeen(object), now)),
    wide('Count', times),
    wide('Name', (object) => object.metadata.name ?? '', { format: 'name', description: NAME.description }),
  ],
  fieldLabels: {
    ...Object.fromEntries(
      ABOUT_FIELDS.map((field) => [
        `involvedObject.${field}`,
        (object: KubeObject) => textAt(object, 'involvedObject', field),
      ]),
    ),
    reason: (object) => textAt(object, 'reason'),
    reportingComponent: (object) => textAt(object, 'reportingComponent'),
    source: (object) => textAt(object, 'source', 'component') || textAt(object, 'reportingComponent'),
    type: (object) => textAt(object, 'type'),
  },
  validate,
});

function rename(object: KubeObject, apiVersion: string, names: readonly (readonly [string, string])[]): void {
  object.apiVersion = apiVersion;
  for (const [before, after] of names) {
    if (object[before] !== undefined) {
      object[after] = object[before];
      Reflect.deleteProperty(object, before);
    }
  }
}

function firstSeen(object: KubeObject): string {
  return textOf(object['firstTimestamp'] ?? object['eventTime']);
}

function lastSeen(object: KubeObject): string {
  return textOf(at(object, 'series', 'lastObservedTime') ?? object['lastTimestamp']) || firstSeen(object);
}

/** `replicaset/web`. */
function about(object: KubeObject): string {
  const { kind, name } = mapOf(object['involvedObject']);
  const lower = textOf(kind).toLowerCase();
  return textOf(name) === '' ? lower : `${lower}/${textOf(name)}`;
}

function source(object: KubeObject): string {
  const component = textAt(object, 'source', 'component') || textAt(object, 'reportingComponent');
  const host = textAt(object, 'source', 'host') || textAt(object, 'reportingInstance');
  return host === '' ? component : `${component}, ${host}`;
}

function times(object: KubeObject): number {
  const counted = at(object, 'series', 'count') ?? object['count'];
  return typeof counted === 'number' && counted > 0 ? counted : 1;
}

function validate(object: KubeObject): StatusCause[] {
  const causes: Causes = [];
  const namespace = object.metadata.namespace ?? '';
  const about = textAt(object, 'involvedObject', 'namespace');
  const isShared = namespace === '' || namespace === 'default' || namespace === 'kube-system';
  if (about === '' ? !isShared : about !== namespace) {
    causes.push(invalid('involvedObject.namespace', about, 'does not match event.namespace'));
  }
  if (isJson(object['eventTime']) || textOf(object['eventTime']) !== '') {
    checkNewStyle(causes, object);
  }
  return causes;
}

/** An event with `eventTime` says who saw what and what was done. */
function checkNewStyle(causes: Causes, object: KubeObject): void {
  checkName(causes, 'reportingController', object['reportingComponent'], checkQualifiedName);
  for (const field of ['reportingInstance', 'action', 'reason']) {
    const text = textOf(object[field]);
    if (text === '') {
      causes.push(required(field));
    } else if (text.length > MAX_EVENT_NAME) {
      causes.push(invalid(field, '', `can have at most ${MAX_EVENT_NAME} characters`));
    }
  }
  if (textOf(object['message']).length > MAX_EVENT_NOTE) {
    causes.push(invalid('message', '', `can have at most ${MAX_EVENT_NOTE} characters`));
  }
  checkOneOf(causes, 'type', object['type'] ?? '', ['Normal', 'Warning']);
}
