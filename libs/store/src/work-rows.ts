import { StatusError } from '#libs/apimachinery';
import { type Codec, type EncodedBody } from './codec.js';
import { isSecretResource } from './shards.js';
import { type ObjectPlan, type PlannedWork, type WorkAction, type WorkRow } from './work-types.js';

/** A work row as the reading statements answer it. */
export interface StoredWork {
  readonly key: string;
  readonly cluster: string;
  readonly uid: string;
  readonly action: WorkAction;
  readonly reason: string;
  readonly adopt: boolean;
  readonly propagation_policy: PlannedWork['propagationPolicy'] | null;
  readonly manifest_hash: string;
  readonly patch_encoding: string | null;
  readonly patch_key_id: string | null;
  readonly patch_body: Buffer | null;
  readonly generation: string;
  readonly published: boolean;
  readonly memory: string | null;
}

export const WORK_COLUMNS = `w.key, w.cluster, w.uid, w.action, w.reason, w.adopt, w.propagation_policy,
  w.manifest_hash, w.patch_encoding, w.patch_key_id, w.patch_body, w.generation, w.published,
  w.memory`;

/** One row of a plan, ready to be stored. */
export interface EncodedWork {
  readonly target: PlannedWork;
  readonly manifestHash: string;
  readonly patch: EncodedBody | undefined;
  /** Covers everything that an agent is told: rows with equal digests need no new generation. */
  readonly content: Buffer;
}

export interface EncodedPlan {
  readonly plan: ObjectPlan;
  readonly rows: readonly EncodedWork[];
  readonly manifest: EncodedBody | undefined;
}

export function manifestAad(hash: string): string {
  return `manifests/${hash}`;
}

function patchAad(key: string, cluster: string): string {
  return `work/${key}/${cluster}`;
}

/** @throws StatusError InternalError for a plan that applies without a manifest. */
export function encodePlan(codec: Codec, plan: ObjectPlan): EncodedPlan {
  const { manifest, key } = plan;
  const secret = manifest?.secret === true || isSecretResource(key);
  return {
    plan,
    rows: plan.targets.map((target) => encodeWork(codec, plan, target, secret)),
    manifest: manifest && codec.encode(manifest.text, { secret, aad: manifestAad(manifest.hash) }),
  };
}

/** Of the manifest that a target refers to; '' where it needs none, undefined where the plan lacks it. */
export function manifestHashOf({ manifest }: ObjectPlan, target: PlannedWork): string | undefined {
  return target.action === 'apply' ? (target.manifestHash ?? manifest?.hash) : '';
}

function encodeWork(codec: Codec, plan: ObjectPlan, target: PlannedWork, secret: boolean): EncodedWork {
  const { action, cluster, patch, adopt = false, propagationPolicy } = target;
  const manifestHash = manifestHashOf(plan, target);
  if (manifestHash === undefined)
    throw new StatusError('InternalError', `the plan of ${plan.key} applies without a manifest`);
  const patchText = patch && JSON.stringify(patch);
  const uid = target.uid ?? plan.uid;
  const content = JSON.stringify([uid, action, manifestHash, patchText, adopt, propagationPolicy]);
  return {
    target,
    manifestHash,
    patch:
      patchText === undefined
        ? undefined
        : codec.encode(patchText, { secret, aad: patchAad(plan.key, cluster) }),
    content: codec.digest(content, secret && patchText !== undefined),
  };
}

export function decodeWork(codec: Codec, row: StoredWork): WorkRow {
  const patch = decodePatch(codec, row);
  return {
    key: row.key,
    cluster: row.cluster,
    uid: row.uid,
    action: row.action,
    reason: row.reason,
    manifestHash: row.manifest_hash,
    generation: Number(row.generation),
    published: row.published,
    ...(patch ? { patch } : {}),
    ...(row.adopt ? { adopt: true } : {}),
    ...(row.memory === null ? {} : { memory: JSON.parse(row.memory) as Record<string, unknown> }),
    ...(row.propagation_policy ? { propagationPolicy: row.propagation_policy } : {}),
  };
}

function decodePatch(codec: Codec, row: StoredWork): Record<string, unknown> | undefined {
  const { patch_encoding: encoding, patch_key_id: keyId, patch_body: body } = row;
  if (encoding === null || keyId === null || body === null) return undefined;
  const text = codec.decode({ encoding, keyId, body }, patchAad(row.key, row.cluster));
  return JSON.parse(text) as Record<string, unknown>;
}
