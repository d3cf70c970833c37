import {} from '#libs/process';
import {} from '#libs/store';
import {} from '../outbox/work.publisher.js';
import {} from '../trust/broker-claims.js';
import {} from './broker.js';
/** Streams and consumers exist after each connect; a broker that lost its disk gets everything again. */
export async function followBroker(deps) {
    const { store, publisher, claims, logger } = deps;
    const { transport } = deps.broker;
    transport.onConnect(({ fresh }) => {
        // What was revoked while the broker was away, here or by another hub.
        claims
            .push()
            .catch((error) => logger.warn({ err: error }, 'the broker did not take the account claims'));
        if (!fresh)
            return;
        store.work.republish().then((rows) => {
            logger.info({ rows }, 'the broker is new or lost its data: publishing all work again');
            publisher.poke();
        }, (error) => logger.error({ err: error }, 'work could not be marked for publishing again'));
    });
    for (const agent of await store.agents.all())
        await transport.ensureWorkConsumer(agent.cluster).catch(() => undefined);
    try {
        await transport.ensureStreams();
    }
    catch (error) {
        logger.warn({ err: error }, 'the broker is not there yet; the API serves, work waits');
    }
}
/** Voids credentials; at a broker that asks for none there is nobody to tell, and they are void once it does. */
export function revoker(broker, claims) {
    return async (natsPublicKey) => {
        try {
            await claims.revoke(natsPublicKey);
        }
        catch (error) {
            if (broker.transport.broker()?.authRequired !== false)
                throw error;
        }
    };
}
//# sourceMappingURL=follow-broker.js.map