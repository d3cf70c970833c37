import {
  equalityRequirements,
  matchesFields,
  parseFieldSelector,
  parseLabelSelector,
  type FieldRequirement,
  type KubeObject,
  type ResourceDefinition,
  type ServedVersion,
} from '#libs/apimachinery';
import { badRequest } from './errors.js';
import { type ListQuery } from './storage.js';

/** What `labelSelector` and `fieldSelector` ask for. */
export interface Selection {
  /** Undefined: everything matches. */
  readonly matches: ((object: KubeObject) => boolean) | undefined;
  /** What storage may use to look at less; `matches` still decides. */
  readonly hints: Pick<ListQuery, 'name' | 'namespace' | 'labels'>;
}

/**
 * `aliases`: what the version that the client speaks calls fields.
 * @throws StatusError BadRequest for what does not parse and for fields that the kind does not know
 */
export function parseSelection(
  definition: ResourceDefinition,
  labelSelector: string,
  fieldSelector: string,
  aliases: ServedVersion['fieldAliases'] = {},
): Selection {
  const labels = labelSelector === '' ? undefined : parseLabelSelector(labelSelector);
  const asked = fieldSelector === '' ? [] : parseFieldSelector(fieldSelector);
  const fields = asked.map((term) =>
    Object.hasOwn(aliases, term.field) ? { ...term, field: aliases[term.field] ?? term.field } : term,
  );
  for (const { field } of fields) checkField(definition, field);
  const matchFields = fields.length === 0 ? undefined : fieldMatcher(definition, fields);
  const equal = labels ? equalityRequirements(labels) : [];
  const hints = {
    ...fixed(fields, 'metadata.name', 'name'),
    ...(definition.namespaced ? fixed(fields, 'metadata.namespace', 'namespace') : {}),
    ...(equal.length > 0 ? { labels: Object.fromEntries(equal.map(({ key, value }) => [key, value])) } : {}),
  };
  if (!labels || labels.requirements.length === 0) return { matches: matchFields, hints };
  return {
    matches: (object) =>
      labels.matches(object.metadata.labels) && (matchFields === undefined || matchFields(object)),
    hints,
  };
}

const METADATA_FIELDS = ['metadata.name', 'metadata.namespace'];

function checkField(definition: ResourceDefinition, field: string): void {
  if (METADATA_FIELDS.includes(field) || Object.hasOwn(definition.fieldLabels, field)) return;
  const fields = [...METADATA_FIELDS, ...Object.keys(definition.fieldLabels)];
  const known = fields.map((name) => `"${name}"`).join(', ');
  throw badRequest(`"${field}" is not a known field selector: only ${known}`);
}

function fieldMatcher(
  definition: ResourceDefinition,
  fields: readonly FieldRequirement[],
): (object: KubeObject) => boolean {
  return (object) =>
    matchesFields(fields, (field) => {
      if (field === 'metadata.name') return object.metadata.name ?? '';
      if (field === 'metadata.namespace') return object.metadata.namespace ?? '';
      return definition.fieldLabels[field]?.(object) ?? '';
    });
}

function fixed(
  fields: readonly FieldRequirement[],
  field: string,
  hint: 'name' | 'namespace',
): Partial<Record<'name' | 'namespace', string>> {
  const term = fields.find((item) => item.field === field && item.operator === '=');
  return term ? { [hint]: term.value } : {};
}
