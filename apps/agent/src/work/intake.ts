import {
  decodeAudit,
  decodeWork,
  isAuditSubject,
  UnreadableMessageError,
  type AuditMessage,
  type WorkMessage,
} from '#libs/protocol';
import { type Logger } from '#libs/process';
import { type Delivery, type Outcome } from '#libs/transport';
import { type Checkpoint } from './checkpoint.js';
import { isNewer } from './generations.js';
import { isNews, type ObjectTable } from './object-table.js';

const DONE: Outcome = { kind: 'done' };
/** Beyond the limit of objects: looked at again after so long, in case some were deleted. */
const FULL_RETRY_MS = 30_000;

interface Candidate {
  readonly key: string;
  readonly message: WorkMessage;
  readonly payload: Uint8Array;
}

export interface IntakeOptions {
  readonly hubUid: string;
  readonly cluster: string;
  readonly maxObjects: number;
  readonly table: ObjectTable;
  readonly checkpoint: Checkpoint;
  readonly logger: Logger;
  /** Called for each object whose work has changed, after it is safe on disk. */
  readonly wake: (key: string) => void;
  /** The hub asks what this agent knows. */
  readonly onAudit: (question: AuditMessage) => void;
}

/**
 * Takes in a batch of work: what is news is written to the checkpoint, and only then acknowledged. The agent never goes
 * back: older generations, and work of another hub, are acknowledged and have no effect.
 */
export async function takeIn(
  options: IntakeOptions,
  deliveries: readonly Delivery[],
): Promise<readonly Outcome[]> {
  const news = new Map<string, Candidate>();
  const outcomes = deliveries.map((delivery) => consider(options, delivery, news));
  if (news.size > 0) await options.checkpoint.putWork([...news.values()]);
  for (const { key, message } of news.values()) if (options.table.accept(key, message)) options.wake(key);
  return outcomes;
}

function consider(options: IntakeOptions, delivery: Delivery, news: Map<string, Candidate>): Outcome {
  const { table, logger } = options;
  let message: WorkMessage | AuditMessage;
  try {
    message = decode(delivery);
  } catch (error) {
    if (!(error instanceof UnreadableMessageError)) throw error;
    return { kind: 'terminal', reason: error.message };
  }
  if (message.cluster !== options.cluster) return { kind: 'terminal', reason: 'work of another cluster' };
  if (message.hubUid !== options.hubUid) {
    logger.warn({ hubUid: message.hubUid }, 'work of another hub is left alone');
    return DONE;
  }
  if ('type' in message) {
    options.onAudit(message);
    return DONE;
  }
  // decodeWork has checked that this is the hash of the object.
  const key = delivery.subject.slice(delivery.subject.lastIndexOf('.') + 1);
  const before = news.get(key)?.message;
  const known = table.get(key);
  if (before ? !isNewer(message, before) : !isNews(message, known)) return DONE;
  if (!known && !before && table.size + news.size >= options.maxObjects) {
    logger.error({ limit: options.maxObjects }, 'more objects than this agent takes; work is sent back');
    return { kind: 'retry', delayMs: FULL_RETRY_MS };
  }
  news.set(key, { key, message, payload: delivery.payload });
  return DONE;
}

function decode({ payload, subject }: Delivery): WorkMessage | AuditMessage {
  return isAuditSubject(subject) ? decodeAudit(payload, subject) : decodeWork(payload, subject);
}
