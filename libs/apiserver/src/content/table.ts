import { StatusError, type KubeObject, type ResourceDefinition, type TableColumn } from '#libs/apimachinery';
import { formatAge } from './age.js';
import { type ListMeta, type MetaVersion, partialMetadata } from './partial-metadata.js';

export type IncludeObject = 'None' | 'Metadata' | 'Object';

export interface TableOptions {
  /** ms since the epoch, for ages. */
  readonly now: number;
  readonly includeObject: IncludeObject;
  readonly version: MetaVersion;
  /** Absent (one object, one watch event): the object's own resourceVersion. */
  readonly listMeta?: ListMeta;
  /** Later events of a watch leave the column definitions out. */
  readonly withoutColumns?: boolean;
  /** The form of an object for `includeObject=Object`: converts from the storage version to the version asked for. */
  readonly present?: (object: KubeObject) => KubeObject;
}

export interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

export interface TableRow {
  readonly cells: readonly (string | number | boolean)[];
  /** null under includeObject=None, as kube-apiserver writes it. */
  readonly object: unknown;
}

export interface Table {
  readonly kind: 'Table';
  readonly apiVersion: string;
  readonly metadata: ListMeta;
  readonly columnDefinitions: readonly ColumnDefinition[];
  readonly rows: readonly TableRow[];
}

/** For kinds whose row has no columns of its own. */
const GENERIC_COLUMNS: readonly TableColumn[] = [
  {
    name: 'Name',
    type: 'string',
    format: 'name',
    description: 'Name of the object, unique within its namespace.',
    priority: 0,
    value: (object) => object.metadata.name ?? '',
  },
  {
    name: 'Age',
    type: 'string',
    format: '',
    description: 'Time since the object was created.',
    priority: 0,
    value: (object, now) => formatAge(object.metadata.creationTimestamp, now),
  },
];

/** `includeObject` of a request's query; absent means Metadata. Throws BadRequest for anything unknown. */
export function parseIncludeObject(value: string | null): IncludeObject {
  if (value === null || value === '') return 'Metadata';
  if (value === 'None' || value === 'Metadata' || value === 'Object') return value;
  throw new StatusError(
    'BadRequest',
    `unrecognized includeObject value: ${JSON.stringify(value)} (use None, Metadata or Object)`,
  );
}

/** Renders storage-version objects as the Table that kubectl prints: one row each, cells from the kind's columns. */
export function renderTable(
  definition: Pick<ResourceDefinition, 'columns'>,
  objects: readonly KubeObject[],
  options: TableOptions,
): Table {
  const columns = definition.columns.length > 0 ? definition.columns : GENERIC_COLUMNS;
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${options.version}`,
    metadata: options.listMeta ?? ownVersion(objects[0]),
    columnDefinitions: options.withoutColumns === true ? [] : columns.map(describe),
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.value(object, options.now)),
      object: rowObject(object, options),
    })),
  };
}

function ownVersion(object: KubeObject | undefined): ListMeta {
  const resourceVersion = object?.metadata.resourceVersion;
  return resourceVersion === undefined ? {} : { resourceVersion };
}

function describe({ name, type, format, description, priority }: TableColumn): ColumnDefinition {
  return { name, type, format, description, priority };
}

function rowObject(object: KubeObject, options: TableOptions): unknown {
  switch (options.includeObject) {
    case 'None':
      return null;
    case 'Metadata':
      return partialMetadata(object, options.version);
    case 'Object':
      return options.present === undefined ? object : options.present(object);
  }
}
