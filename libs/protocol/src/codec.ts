import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import { auditSchema, digestSchema, inventorySchema, type AuditMessage } from './audit.js';
import {
  MAX_FACTS,
  MAX_GATEWAYS,
  MAX_MESSAGE_BYTES,
  MAX_NAME_ADDRESSES,
  MAX_NAME_PORTS,
  MAX_NODE_BUCKETS,
  MAX_REASON_CHARS,
  MAX_REPORT_BYTES,
  MAX_TEXT_CHARS,
} from './limits.js';
import { gatewayAddress } from './gateway-address.js';
import { eventsKey, eventsSchema } from './member-events.js';
import { type ReportMessage, type WorkMessage } from './messages.js';
import {
  auditKey,
  clusterToken,
  DIGEST_KEY,
  HEARTBEAT_KEY,
  inventoryKey,
  parseSubject,
  subjectHash,
} from './subjects.js';
import { count, sender, word } from './wire.js';

/** A message that will never become readable: its delivery ends as `terminal`. Never holds the message's data. */
export class UnreadableMessageError extends Error {
  override readonly name = 'UnreadableMessageError';
}

const text = z.string();
const shortText = text.max(MAX_TEXT_CHARS);
const identity = z.object({
  apiVersion: word.min(1),
  kind: word.min(1),
  namespace: word,
  name: word.min(1),
});

const workSchema: z.ZodType<WorkMessage> = z.object({
  v: z.literal(1),
  hubUid: word.min(1),
  epoch: count,
  generation: count,
  cluster: word.min(1),
  action: z.enum(['apply', 'delete', 'release']),
  object: identity,
  uid: word,
  manifestHash: word,
  encoding: z.enum(['json', 'gzip', 'sealed']),
  keyId: word,
  body: text,
  adopt: z.boolean(),
  propagationPolicy: z.enum(['Background', 'Foreground', 'Orphan']).exactOptional(),
});

const backend = z.object({ ready: count, wanted: count });

const memberExport = z.object({
  createdAt: count,
  type: z.enum(['ClusterSetIP', 'Headless']),
  ports: z
    .array(
      z.object({
        name: word,
        protocol: word.min(1),
        appProtocol: word.exactOptional(),
        port: count.max(65_535),
      }),
    )
    .max(MAX_NAME_PORTS),
  affinitySeconds: count.exactOptional(),
  backend: backend.exactOptional(),
  addresses: z.array(z.union([z.ipv4(), z.ipv6()])).max(MAX_NAME_ADDRESSES),
});

const objectReportSchema = z.object({
  ...sender,
  type: z.literal('object'),
  epoch: count,
  generation: count,
  object: identity,
  uid: word,
  state: z.enum(['Applied', 'Deleted', 'Conflict', 'Failed']),
  reason: text.max(MAX_REASON_CHARS).exactOptional(),
  message: shortText.exactOptional(),
  memberUid: word.exactOptional(),
  memberGeneration: z.number().exactOptional(),
  status: z.record(text, z.unknown()).exactOptional(),
  workload: z.object({ ready: count, unschedulable: count }).exactOptional(),
  backend: backend.exactOptional(),
  exported: memberExport.exactOptional(),
  at: z.number(),
});

const quantities = z.record(word, word).refine((facts) => Object.keys(facts).length <= MAX_FACTS);

const freeNodes = z.object({
  agoMs: count,
  buckets: z
    .array(z.object({ nodes: count, milliCpu: count, memory: count, pods: count }))
    .max(MAX_NODE_BUCKETS),
});

const heartbeatSchema = z.object({
  ...sender,
  type: z.literal('heartbeat'),
  agentVersion: word,
  apiReady: z.boolean(),
  apiMessage: shortText.exactOptional(),
  kubernetesVersion: word,
  region: word,
  zones: z.array(word).max(MAX_FACTS),
  gateways: z.array(gatewayAddress).max(MAX_GATEWAYS).exactOptional(),
  nodes: z.object({ total: count, ready: count }),
  allocatable: quantities,
  requested: quantities,
  names: z.object({ count, sum: count, mixed: count }).exactOptional(),
  free: freeNodes.exactOptional(),
  generation: count,
  objects: count,
  rival: shortText.exactOptional(),
  checkpointError: shortText.exactOptional(),
  at: z.number(),
});

const reportSchema: z.ZodType<ReportMessage> = z.discriminatedUnion('type', [
  objectReportSchema,
  heartbeatSchema,
  eventsSchema,
  digestSchema,
  inventorySchema,
]);

export function encodeWork(message: WorkMessage): Uint8Array {
  return encode(message);
}

export function encodeReport(message: ReportMessage): Uint8Array {
  return encode(message);
}

/**
 * Reads work that came in on `subject`. The broker's permissions guard subjects, not payloads, so a payload that names
 * another cluster or object than its subject is refused as well.
 * @throws UnreadableMessageError
 */
export function decodeWork(payload: Uint8Array, subject: string): WorkMessage {
  const message = parse(workSchema, payload);
  checkSubject(subject, 'work', message.cluster, subjectHash(message.object));
  return message;
}

/**
 * Reads a report that came in on `subject`; the same guard as for work: a cluster cannot speak for another.
 * @throws UnreadableMessageError
 */
export function decodeReport(payload: Uint8Array, subject: string): ReportMessage {
  if (payload.byteLength > MAX_REPORT_BYTES) throw new UnreadableMessageError('the report is too large');
  const message = parse(reportSchema, payload);
  checkSubject(subject, 'report', message.cluster, reportKey(message));
  return message;
}

/** The last token of the subject that a report goes to. */
export function reportKey(message: ReportMessage): string {
  switch (message.type) {
    case 'object':
      return subjectHash(message.object);
    case 'heartbeat':
      return HEARTBEAT_KEY;
    case 'digest':
      return DIGEST_KEY;
    case 'inventory':
      return inventoryKey(message.page);
    case 'events':
      return eventsKey(message.slot);
  }
}

export function encodeAudit(message: AuditMessage): Uint8Array {
  return Buffer.from(JSON.stringify(message), 'utf8');
}

/** The same guards as for work. @throws UnreadableMessageError */
export function decodeAudit(payload: Uint8Array, subject: string): AuditMessage {
  const message = parse(auditSchema, payload);
  checkSubject(subject, 'work', message.cluster, auditKey(message.page));
  return message;
}

/** Parses `payload` as JSON by `schema`. @throws UnreadableMessageError that names fields, never values */
export function parse<T>(schema: z.ZodType<T>, payload: Uint8Array): T {
  if (payload.byteLength > MAX_MESSAGE_BYTES) throw new UnreadableMessageError('the message is too large');
  // Other bytes would become replacement characters, and names differ from what was meant.
  if (!isUtf8(payload)) throw new UnreadableMessageError('the message is not JSON');
  let value: unknown;
  try {
    value = JSON.parse(bytesOf(payload).toString('utf8'));
  } catch {
    throw new UnreadableMessageError('the message is not JSON');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.join('.') || issue.code);
  throw new UnreadableMessageError(`fields that do not fit: ${[...new Set(fields)].slice(0, 8).join(', ')}`);
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function encode(message: WorkMessage | ReportMessage): Uint8Array {
  return Buffer.from(JSON.stringify(message), 'utf8');
}

function checkSubject(subject: string, kind: 'work' | 'report', cluster: string, key: string): void {
  const parts = parseSubject(subject);
  const fits = parts?.kind === kind && parts.token === clusterToken(cluster) && parts.key === key;
  if (!fits) throw new UnreadableMessageError(`the message does not belong to its subject ${subject}`);
}
