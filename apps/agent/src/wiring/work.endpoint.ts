import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { type Delivery, type Outcome } from '#libs/transport';
import { Agent } from '../agent.js';

/** Hands batches of work from the broker to the agent. */
@Controller()
export class WorkEndpoint {
  constructor(@Inject(Agent) private readonly agent: Agent) {}

  @EventPattern('work')
  onWork(@Payload() deliveries: readonly Delivery[]): Promise<readonly Outcome[]> {
    return this.agent.handleWork(deliveries);
  }
}
