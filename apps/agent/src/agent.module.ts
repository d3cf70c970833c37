import { Module, type DynamicModule } from '@nestjs/common';
import { Agent } from './agent.js';
import { WorkEndpoint } from './wiring/work.endpoint.js';

/** The agent behind a Nest microservice; built before, since it works without the broker too. */
@Module({})
export class AgentModule {
  static of(agent: Agent): DynamicModule {
    return {
      module: AgentModule,
      controllers: [WorkEndpoint],
      providers: [{ provide: Agent, useValue: agent }],
    };
  }
}
