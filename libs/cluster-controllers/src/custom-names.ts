import { type KubeObject, type ResourceDefinition } from '#libs/apimachinery';

/** Which names a definition gets: in one group each is one definition's, and whoever has it keeps it. */

export interface Names {
  readonly plural?: string;
  readonly singular?: string;
  readonly kind?: string;
  readonly listKind?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

export interface Verdict {
  readonly accepted: boolean;
  /** For the condition NamesAccepted. */
  readonly reason: string;
  readonly message: string;
}

interface Taken {
  readonly resources: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
}

const FINE: Verdict = { accepted: true, reason: 'NoConflicts', message: 'no conflicts found' };

/** Judges the names that a definition asks for against those that others of its group have. */
export function acceptNames(
  definition: KubeObject,
  others: readonly KubeObject[],
  reserved: readonly ResourceDefinition[],
): Verdict {
  const group = groupOf(definition);
  const names = namesIn(definition, 'spec');
  const taken = takenIn(group, others, reserved);
  const conflicts = [
    conflict('PluralConflict', [names.plural], taken.resources),
    conflict('SingularConflict', [names.singular], taken.resources),
    conflict('ShortNamesConflict', names.shortNames ?? [], taken.resources),
    conflict('KindConflict', [names.kind], taken.kinds),
    conflict('ListKindConflict', [names.listKind], taken.kinds),
  ];
  return conflicts.find((one) => one !== undefined) ?? FINE;
}

function conflict(
  reason: string,
  wanted: readonly (string | undefined)[],
  taken: ReadonlySet<string>,
): Verdict | undefined {
  const found = wanted.filter((name): name is string => name !== undefined && taken.has(name));
  if (found.length === 0) return undefined;
  const message = `${found.map((name) => JSON.stringify(name)).join(', ')} is already in use`;
  return { accepted: false, reason, message };
}

function takenIn(
  group: string,
  others: readonly KubeObject[],
  reserved: readonly ResourceDefinition[],
): Taken {
  const accepted = others
    .filter((other) => groupOf(other) === group)
    .map((other) => namesIn(other, 'status'));
  const rows = reserved.filter((row) => row.versions.some((version) => version.group === group));
  const resources = [...accepted, ...rows.map(rowNames)].flatMap(({ plural, singular, shortNames }) => [
    plural,
    singular,
    ...(shortNames ?? []),
  ]);
  const kinds = [...accepted, ...rows.map(rowNames)].flatMap(({ kind, listKind }) => [kind, listKind]);
  const texts = (names: readonly (string | undefined)[]): ReadonlySet<string> =>
    new Set(names.filter((name): name is string => name !== undefined && name !== ''));
  return { resources: texts(resources), kinds: texts(kinds) };
}

function rowNames({ storage, singular, kind, listKind, shortNames }: ResourceDefinition): Names {
  return { plural: storage.resource, singular, kind, listKind, shortNames };
}

function groupOf(definition: KubeObject): string {
  const { group } = (definition['spec'] ?? {}) as { group?: string };
  return group ?? '';
}

/** The names that it asks for, or those that it has. */
export function namesIn(definition: KubeObject, where: 'spec' | 'status'): Names {
  const part = definition[where] as { names?: Names; acceptedNames?: Names } | undefined;
  return (where === 'spec' ? part?.names : part?.acceptedNames) ?? {};
}
