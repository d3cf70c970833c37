import { deepEqual, type ObjectMeta } from '#libs/apimachinery';

/** Takes owner references away that stand there twice, and says so as Kubernetes does. */
export function dedupeOwners(metadata: ObjectMeta): readonly string[] {
  const { ownerReferences: owners } = metadata;
  if (owners === undefined || owners.length < 2) return [];
  const kept = owners.filter((owner, at) => owners.findIndex((other) => deepEqual(owner, other)) === at);
  if (kept.length === owners.length) return [];
  const again = owners.filter((owner) => !kept.includes(owner)).map(({ uid }) => uid);
  metadata.ownerReferences = kept;
  return [
    `.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${again.join(', ')}.`,
  ];
}
