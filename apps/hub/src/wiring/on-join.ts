import { isReason, type ObjectClient } from '#libs/apimachinery';
import { type JoinRequest } from '#libs/protocol';
import { type Store } from '#libs/store';
import { type HubTransport } from '#libs/transport';
import { type WorkPublisher } from '../outbox/work.publisher.js';
import { CLUSTERS } from './controllers.js';

interface OnJoinDeps {
  readonly client: ObjectClient;
  readonly store: Store;
  readonly transport: HubTransport;
  readonly publisher: WorkPublisher;
}

/**
 * A cluster joins: its consumer, its Cluster object (region and zone fill only an empty spec), and all its work once more,
 * because sealed work was sealed to the key it had before. Idempotent.
 */
export function onClusterJoin(deps: OnJoinDeps): (join: JoinRequest) => Promise<void> {
  return async (join) => {
    if (join.role !== 'cluster') return;
    await deps.transport.ensureWorkConsumer(join.name);
    await ensureCluster(deps.client, join);
    await deps.store.work.republish({ cluster: join.name });
    deps.publisher.poke();
  };
}

async function ensureCluster(client: ObjectClient, join: JoinRequest): Promise<void> {
  const place = {
    ...(join.region === '' ? {} : { region: join.region }),
    ...(join.zone === '' ? {} : { zones: [join.zone] }),
  };
  const known = await client.modify({ ...CLUSTERS, namespace: '', name: join.name }, (cluster) => {
    const spec = (cluster['spec'] ?? {}) as Record<string, unknown>;
    const missing = Object.entries(place).filter(([field]) => spec[field] === undefined);
    return missing.length === 0
      ? undefined
      : { ...cluster, spec: { ...spec, ...Object.fromEntries(missing) } };
  });
  if (known) return;
  try {
    await client.create(CLUSTERS, {
      apiVersion: 'federation.meridian.dev/v1alpha1',
      kind: 'Cluster',
      metadata: { name: join.name },
      spec: place,
    });
  } catch (error) {
    // Another hub was faster.
    if (!isReason(error, 'AlreadyExists')) throw error;
  }
}
