import { ManualClock } from '#libs/process';
import { MemoryBroker } from '#libs/transport';
import { HubBench } from './hub-bench.js';
import { ScriptedAgent } from './scripted-agent.js';
/** `names`: of the members; each has its own name as the label `place`. */
export async function openFederation(databaseUrl, names) {
    const clock = new ManualClock(Date.parse('2026-11-21T08:00:00Z'));
    const broker = new MemoryBroker({ clock });
    const hub = await HubBench.open({ databaseUrl, broker, clock });
    await hub.start();
    const agents = {};
    for (const name of names) {
        const agent = await ScriptedAgent.start(broker, name);
        agents[name] = agent;
        await hub.join(agent, { place: name });
        await hub.setHealth(name, 'Ready');
    }
    return { clock, broker, hub, agents };
}
export async function closeFederation({ hub, agents }) {
    await Promise.all(Object.values(agents).map((agent) => agent.close()));
    await hub.stop();
}
//# sourceMappingURL=hub-federation.js.map