import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import {} from '#libs/transport';
import { JetStreamStrategy } from '#libs/transport/nest';
import { AgentModule } from '../agent.module.js';
import {} from '../agent.js';
/** Starts the Nest microservice that feeds the agent from the broker. The answer stops it, the batch in hand finished. */
export async function serveWork(agent, transport) {
    const strategy = new JetStreamStrategy({ sources: { work: (handler) => transport.consumeWork(handler) } });
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its plain options as a class
    const microservice = await NestFactory.createMicroservice(AgentModule.of(agent), {
        strategy,
        logger: false,
        abortOnError: false,
    });
    await microservice.listen();
    return () => microservice.close();
}
//# sourceMappingURL=serve-work.js.map