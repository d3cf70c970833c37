import { z } from 'zod';
import { MAX_MESSAGE_BYTES, MAX_WORD_CHARS } from './limits.js';
import { eventsKey, eventsSchema } from './member-events.js';
import { type ReportMessage, type WorkMessage } from './messages.js';
import { clusterToken, HEARTBEAT_KEY, parseSubject, subjectHash } from './subjects.js';

/** A message that will never become readable: its delivery ends as `terminal`. Never holds the message's data. */
export class UnreadableMessageError extends Error {
  override readonly name = 'UnreadableMessageError';
}

const text = z.string();
/**
 * Names, and what else goes into columns: no database takes NUL in a text, and one such report would fail the whole batch
 * that it comes in, of all members.
 */
const word = z
  .string()
  .max(MAX_WORD_CHARS)
  .regex(/^[^\u0000]*$/);
const count = z.number().int().nonnegative();
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

const sender = {
  v: z.literal(1),
  cluster: word.min(1),
  hubUid: word.min(1),
  instance: word,
  sequence: count,
};

const objectReportSchema = z.object({
  ...sender,
  type: z.literal('object'),
  epoch: count,
  generation: count,
  object: identity,
  uid: text,
  state: z.enum(['Applied', 'Deleted', 'Conflict', 'Failed']),
  reason: text.exactOptional(),
  message: text.exactOptional(),
  memberUid: text.exactOptional(),
  memberGeneration: z.number().exactOptional(),
  status: z.record(text, z.unknown()).exactOptional(),
  workload: z.object({ ready: count, unschedulable: count }).exactOptional(),
  at: z.number(),
});

const heartbeatSchema = z.object({
  ...sender,
  type: z.literal('heartbeat'),
  agentVersion: text,
  apiReady: z.boolean(),
  apiMessage: text.exactOptional(),
  kubernetesVersion: text,
  region: text,
  zones: z.array(text),
  nodes: z.object({ total: count, ready: count }),
  allocatable: z.record(text, text),
  requested: z.record(text, text),
  generation: count,
  objects: count,
  at: z.number(),
});

const reportSchema: z.ZodType<ReportMessage> = z.discriminatedUnion('type', [
  objectReportSchema,
  heartbeatSchema,
  eventsSchema,
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
  const message = parse(reportSchema, payload);
  checkSubject(subject, 'report', message.cluster, reportKey(message));
  return message;
}

/** The last token of the subject that a report goes to. */
function reportKey(message: ReportMessage): string {
  switch (message.type) {
    case 'object':
      return subjectHash(message.object);
    case 'heartbeat':
      return HEARTBEAT_KEY;
    case 'events':
      return eventsKey(message.slot);
  }
}

/** Parses `payload` as JSON by `schema`. @throws UnreadableMessageError that names fields, never values */
export function parse<T>(schema: z.ZodType<T>, payload: Uint8Array): T {
  if (payload.byteLength > MAX_MESSAGE_BYTES) throw new UnreadableMessageError('the message is too large');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    throw new UnreadableMessageError('the message is not JSON');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.join('.') || issue.code);
  throw new UnreadableMessageError(`fields that do not fit: ${[...new Set(fields)].slice(0, 8).join(', ')}`);
}

function encode(message: WorkMessage | ReportMessage): Uint8Array {
  return Buffer.from(JSON.stringify(message), 'utf8');
}

function checkSubject(subject: string, kind: 'work' | 'report', cluster: string, key: string): void {
  const parts = parseSubject(subject);
  const fits = parts?.kind === kind && parts.token === clusterToken(cluster) && parts.key === key;
  if (!fits) throw new UnreadableMessageError(`the message does not belong to its subject ${subject}`);
}
