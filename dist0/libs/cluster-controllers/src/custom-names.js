import {} from '#libs/apimachinery';
const FINE = { accepted: true, reason: 'NoConflicts', message: 'no conflicts found' };
/** Judges the names that a definition asks for against those that others of its group have. */
export function acceptNames(definition, others, reserved) {
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
function conflict(reason, wanted, taken) {
    const found = wanted.filter((name) => name !== undefined && taken.has(name));
    if (found.length === 0)
        return undefined;
    const message = `${found.map((name) => JSON.stringify(name)).join(', ')} is already in use`;
    return { accepted: false, reason, message };
}
function takenIn(group, others, reserved) {
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
    const texts = (names) => new Set(names.filter((name) => name !== undefined && name !== ''));
    return { resources: texts(resources), kinds: texts(kinds) };
}
function rowNames({ storage, singular, kind, listKind, shortNames }) {
    return { plural: storage.resource, singular, kind, listKind, shortNames };
}
function groupOf(definition) {
    const { group } = (definition['spec'] ?? {});
    return group ?? '';
}
/** The names that it asks for, or those that it has. */
export function namesIn(definition, where) {
    const part = definition[where];
    return (where === 'spec' ? part?.names : part?.acceptedNames) ?? {};
}
//# sourceMappingURL=custom-names.js.map