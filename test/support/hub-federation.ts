import { ManualClock } from '#libs/process';
import { MemoryBroker } from '#libs/transport';
import { HubBench } from './hub-bench.js';
import { ScriptedAgent } from './scripted-agent.js';

/** A hub on a real database with members that are Ready, played by scripted agents. */
export interface HubFederation {
  readonly clock: ManualClock;
  readonly broker: MemoryBroker;
  readonly hub: HubBench;
  readonly agents: Record<string, ScriptedAgent>;
}

/** `names`: of the members; each has its own name as the label `place`. */
export async function openFederation(databaseUrl: string, names: readonly string[]): Promise<HubFederation> {
  const clock = new ManualClock(Date.parse('2026-11-21T08:00:00Z'));
  const broker = new MemoryBroker({ clock });
  const hub = await HubBench.open({ databaseUrl, broker, clock });
  await hub.start();
  const agents: Record<string, ScriptedAgent> = {};
  for (const name of names) {
    const agent = await ScriptedAgent.start(broker, name);
    agents[name] = agent;
    await hub.join(agent, { place: name });
    await hub.setHealth(name, 'Ready');
  }
  return { clock, broker, hub, agents };
}

export async function closeFederation({ hub, agents }: Pick<HubFederation, 'hub' | 'agents'>): Promise<void> {
  await Promise.all(Object.values(agents).map((agent) => agent.close()));
  await hub.stop();
}
