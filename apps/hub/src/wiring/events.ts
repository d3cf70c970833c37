import { type ObjectClient } from '#libs/apimachinery';
import { type SpreadKinds } from '#libs/kinds';
import { type Clock, type Logger } from '#libs/process';
import { type Store } from '#libs/store';
import { EventExpiry } from '../controllers/events/event-expiry.js';
import { EventRecorder } from '../controllers/events/event-recorder.js';
import { MemberEvents } from '../controllers/events/member-events.js';

/** Everything that makes Events at the hub and lets them go. */
export interface Events {
  readonly recorder: EventRecorder;
  readonly members: MemberEvents;
  start(): void;
  /** What was said is written first. */
  stop(): Promise<void>;
}

export function createEvents(deps: {
  readonly client: ObjectClient;
  readonly kinds: SpreadKinds;
  readonly store: Pick<Store, 'storage' | 'work'>;
  readonly clock: Clock;
  readonly logger: Logger;
}): Events {
  const { client, kinds, store, clock, logger } = deps;
  const recorder = new EventRecorder(client, clock, logger);
  const expiry = new EventExpiry({ storage: store.storage, client, clock, logger });
  const members = new MemberEvents({
    events: recorder,
    work: store.work,
    resourceOf: (group, kind) => kinds.ofKind(group, kind)?.resource,
    logger,
  });
  return {
    recorder,
    members,
    start: () => expiry.start(),
    stop: async () => {
      await expiry.stop();
      await members.flush();
      await recorder.flush();
    },
  };
}
