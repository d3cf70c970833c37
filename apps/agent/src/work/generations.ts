import { type WorkMessage } from '#libs/protocol';

/** Whether `message` is to replace `known`: epochs first, then generations. */
export function isNewer(
  message: Pick<WorkMessage, 'epoch' | 'generation'>,
  known: Pick<WorkMessage, 'epoch' | 'generation'>,
): boolean {
  return message.epoch === known.epoch ? message.generation > known.generation : message.epoch > known.epoch;
}

/** What is kept in memory. */
export function withoutBody(message: WorkMessage): WorkMessage {
  return message.body === '' ? message : { ...message, body: '' };
}
