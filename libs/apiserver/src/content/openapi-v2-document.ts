import { type ResourceDefinition, type ServedVersion } from '#libs/apimachinery';
import { patchMediaTypes } from './negotiation.js';
import { operationId, type QueryParameter, resourcePaths, VERB_OPERATIONS } from './openapi-paths.js';
import { addKind, createSchemaNodes, type SchemaNode, type SchemaNodes } from './schema-nodes.js';
import { API_LEVEL } from './version-info.js';

/** The part of a Swagger 2.0 document that Kubernetes clients read. */
export interface OpenApiV2Document {
  readonly swagger: '2.0';
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, { readonly patch: OpenApiV2Operation }>>;
  readonly definitions: Readonly<Record<string, SchemaNode>>;
}

export interface OpenApiV2Operation {
  readonly operationId: string;
  readonly consumes: readonly string[];
  readonly produces: readonly string[];
  readonly parameters: readonly OpenApiV2Parameter[];
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
  readonly 'x-kubernetes-action': string;
  readonly 'x-kubernetes-group-version-kind': Readonly<Record<'group' | 'kind' | 'version', string>>;
}

export type OpenApiV2Parameter = QueryParameter & { readonly in: 'query' };

/**
 * The document of all rows: definitions for explain and client-side validation, and the patch of each kind, where
 * old kubectl looks for `dryRun` and for the kinds of patches.
 */
export function openApiV2Document(definitions: readonly ResourceDefinition[]): OpenApiV2Document {
  const nodes = createSchemaNodes('#/definitions/');
  const paths: Record<string, { patch: OpenApiV2Operation }> = {};
  for (const definition of definitions) {
    for (const served of definition.versions) addVersion(paths, nodes, definition, served);
  }
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: API_LEVEL.gitVersion },
    paths,
    definitions: Object.fromEntries([...nodes.byName].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

const PATCH = VERB_OPERATIONS.find(({ verb }) => verb === 'patch');

function addVersion(
  paths: Record<string, { patch: OpenApiV2Operation }>,
  nodes: SchemaNodes,
  definition: ResourceDefinition,
  served: ServedVersion,
): void {
  const gvk = { group: served.group, kind: definition.kind, version: served.version };
  addKind(nodes, gvk, served.schema);
  if (PATCH === undefined || !definition.verbs.includes('patch')) return;
  paths[resourcePaths(definition, served).object] = {
    patch: {
      operationId: operationId(PATCH, gvk),
      consumes: patchMediaTypes(definition.custom),
      produces: ['application/json'],
      parameters: PATCH.parameters.map((parameter) => ({ ...parameter, in: 'query' })),
      responses: { '200': { description: 'OK' } },
      'x-kubernetes-action': PATCH.action,
      'x-kubernetes-group-version-kind': gvk,
    },
  };
}
