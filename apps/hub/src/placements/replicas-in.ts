/** What the division gives a cluster, in its patch or in an object: parallelism for kinds that run to an end. */
export function replicasIn(fields: Readonly<Record<string, unknown>> | undefined): number | undefined {
  const spec = fields?.['spec'] as { replicas?: unknown; parallelism?: unknown } | undefined;
  const count = spec?.replicas ?? spec?.parallelism;
  return typeof count === 'number' ? count : undefined;
}
