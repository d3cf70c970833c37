import { clusterToken } from '#libs/protocol';
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  NatsError,
  RetentionPolicy,
  StorageType,
  type ConsumerConfig,
  type JetStreamManager,
  type NatsConnection,
  type StreamConfig,
  type StreamInfo,
} from 'nats';
import {
  ACK_WAIT_MS,
  API_TIMEOUT_MS,
  MAX_PULLS_WAITING,
  MAX_REPORT_ACK_PENDING,
  MAX_STREAM_MESSAGES,
  MAX_WORK_ACK_PENDING,
  REPORT_STREAM_BYTES,
  ROUTE_STREAM_BYTES,
  WORK_STREAM_BYTES,
} from './limits.js';
import { TransportError } from './transport-error.js';

export const WORK_STREAM = 'WORK';
export const REPORT_STREAM = 'REPORT';
/** Routing tables, `route.<hash>`; kept by whoever publishes them. */
export const ROUTE_STREAM = 'ROUTE';
/** The consumer that all hubs share. */
export const REPORT_CONSUMER = 'hub';
/** The hubs' own last value in the work stream. No cluster's token holds a `$`. */
export const MARK_SUBJECT = 'work.$hub.mark';

const NOT_FOUND = 404;
const NANOS_PER_MS = 1e6;

type Wanted = Pick<
  StreamConfig,
  | 'name'
  | 'subjects'
  | 'max_bytes'
  | 'max_msgs'
  | 'max_msgs_per_subject'
  | 'num_replicas'
  | 'retention'
  | 'storage'
  | 'discard'
  | 'deny_delete'
>;

/** Two streams of last values: one message per subject, the oldest go when the storage is full. */
export function streamConfigs(replicas: number): readonly Wanted[] {
  const common = {
    max_msgs: MAX_STREAM_MESSAGES,
    max_msgs_per_subject: 1,
    num_replicas: replicas,
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.Old,
    // Nobody needs to delete single messages, and an agent could reach that call (see `looksPurged`).
    deny_delete: true,
  };
  return [
    { ...common, name: WORK_STREAM, subjects: ['work.>'], max_bytes: WORK_STREAM_BYTES },
    { ...common, name: REPORT_STREAM, subjects: ['report.>'], max_bytes: REPORT_STREAM_BYTES },
  ];
}

/** Last values of routing tables. */
export function routeStream(replicas: number): Wanted {
  return {
    name: ROUTE_STREAM,
    subjects: ['route.>'],
    max_bytes: ROUTE_STREAM_BYTES,
    max_msgs: MAX_STREAM_MESSAGES,
    max_msgs_per_subject: 1,
    num_replicas: replicas,
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.Old,
    deny_delete: true,
  };
}

/** An edge's consumer: all tables. */
export function edgeConsumer(edge: string): Partial<ConsumerConfig> {
  return { ...pullConsumer(clusterToken(edge), MAX_WORK_ACK_PENDING), filter_subject: 'route.>' };
}

/** The name of an agent's consumer among those of edges: no token has a `=`. */
export function namesConsumerName(cluster: string): string {
  return `agent=${clusterToken(cluster)}`;
}

/** An agent's consumer of names of services: of all tables those alone. */
export function namesConsumer(cluster: string): Partial<ConsumerConfig> {
  return {
    ...pullConsumer(namesConsumerName(cluster), MAX_WORK_ACK_PENDING),
    filter_subject: 'route.name.>',
  };
}

/** An agent's consumer: its own cluster's last values first, then news. */
export function workConsumer(cluster: string): Partial<ConsumerConfig> {
  const token = clusterToken(cluster);
  return {
    ...pullConsumer(token, MAX_WORK_ACK_PENDING),
    filter_subject: `work.${token}.>`,
  };
}

export function reportConsumer(): Partial<ConsumerConfig> {
  return { ...pullConsumer(REPORT_CONSUMER, MAX_REPORT_ACK_PENDING), filter_subject: 'report.>' };
}

/** Creates the stream if it is missing (`created`), and brings an older one's limits up to date. */
export async function ensureStream(
  manager: JetStreamManager,
  wanted: Wanted,
): Promise<{ readonly info: StreamInfo; readonly created: boolean }> {
  const info = await missingAsUndefined(manager.streams.info(wanted.name));
  if (!info) return { info: await manager.streams.add(wanted), created: true };
  const { config } = info;
  const current =
    config.max_bytes === wanted.max_bytes &&
    config.max_msgs === wanted.max_msgs &&
    config.max_msgs_per_subject === wanted.max_msgs_per_subject &&
    config.num_replicas === wanted.num_replicas;
  if (current) return { info, created: false };
  return { info: await manager.streams.update(wanted.name, { ...config, ...wanted }), created: false };
}

/** The names of a stream's consumers: names only, since a thousand full answers would cost a megabyte. */
export async function consumerNames(connection: NatsConnection, stream: string): Promise<Set<string>> {
  const names = new Set<string>();
  for (;;) {
    const answer = await connection.request(
      `$JS.API.CONSUMER.NAMES.${stream}`,
      JSON.stringify({ offset: names.size }),
      { timeout: API_TIMEOUT_MS },
    );
    const page = answer.json<{
      consumers?: string[] | null;
      total?: number;
      error?: { description: string };
    }>();
    if (page.error) throw new TransportError('rejected', page.error.description);
    const found = page.consumers ?? [];
    for (const name of found) names.add(name);
    if (found.length === 0 || names.size >= (page.total ?? 0)) return names;
  }
}

/** Undefined when the broker says that there is no such thing. */
export async function missingAsUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof NatsError && error.api_error?.code === NOT_FOUND) return undefined;
    throw error;
  }
}

/**
 * With one message per subject, `All` is the last value of each. Not LastPerSubject: nats-server 2.9 keeps that list in
 * memory only and drops entries of it while too many deliveries are unconfirmed.
 */
function pullConsumer(name: string, maxAckPending: number): Partial<ConsumerConfig> {
  return {
    durable_name: name,
    deliver_policy: DeliverPolicy.All,
    ack_policy: AckPolicy.Explicit,
    ack_wait: ACK_WAIT_MS * NANOS_PER_MS,
    max_ack_pending: maxAckPending,
    max_waiting: MAX_PULLS_WAITING,
    max_deliver: -1,
  };
}

/**
 * Whether somebody emptied the stream, in part or whole. A stream of last values far from its limits only grows. The
 * broker does not check the reply subject of what an agent publishes: a hostile one can have the broker's own answer
 * sent to a call like purge. That destroys no state, and is repaired by sending everything again.
 */
export function looksPurged(info: StreamInfo, messagesBefore: number | undefined): boolean {
  const { state, config } = info;
  const full = state.bytes > config.max_bytes * 0.9 || (messagesBefore ?? 0) > config.max_msgs * 0.9;
  return messagesBefore !== undefined && state.messages < messagesBefore && !full;
}
