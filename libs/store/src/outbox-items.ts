import { type Codec } from './codec.js';
import { decodeWork, manifestAad, type StoredWork } from './work-rows.js';
import { type OutboxItem } from './work-types.js';

/** `manifest_body` comes with the first row of each manifest only. */
export interface OutboxRow extends StoredWork {
  readonly attempt: number;
  readonly epoch: string;
  readonly agent_key_id: string | null;
  readonly agent_public_key: string | null;
  readonly manifest_encoding: string | null;
  readonly manifest_key_id: string | null;
  readonly manifest_body: Buffer | null;
}

/** Opens each manifest once, however many clusters it goes to. */
export function outboxItems(codec: Codec, rows: readonly OutboxRow[]): OutboxItem[] {
  const manifests = new Map<string, string>();
  for (const row of rows) {
    const { manifest_encoding: encoding, manifest_key_id: keyId, manifest_body: body } = row;
    if (encoding === null || keyId === null || body === null) continue;
    const text = codec.decode({ encoding, keyId, body }, manifestAad(row.manifest_hash));
    manifests.set(row.manifest_hash, text);
  }
  return rows.map((row) => ({
    ...decodeWork(codec, row),
    attempt: row.attempt,
    epoch: Number(row.epoch),
    ...agentOf(row),
    manifest: manifests.get(row.manifest_hash) ?? '',
    // Sealed at rest means sealed on its way.
    secret: (row.manifest_key_id ?? '') !== '' || (row.patch_key_id ?? '') !== '',
  }));
}

function agentOf(row: OutboxRow): Pick<OutboxItem, 'agent'> {
  const { agent_key_id: sealingKeyId, agent_public_key: sealingPublicKey } = row;
  return sealingKeyId === null || sealingPublicKey === null
    ? {}
    : { agent: { sealingKeyId, sealingPublicKey } };
}
