import {} from '#libs/apimachinery';
import {} from '#libs/kinds';
import {} from '#libs/process';
import {} from '#libs/store';
import { EventExpiry } from '../controllers/events/event-expiry.js';
import { EventRecorder } from '../controllers/events/event-recorder.js';
import { MemberEvents } from '../controllers/events/member-events.js';
export function createEvents(deps) {
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
//# sourceMappingURL=events.js.map