import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type Delivery, type Outcome, type Subscription } from '#libs/transport';
import { JetStreamStrategy } from '#libs/transport/nest';
import { TrustedBroker } from './trust-broker.js';

const seen = { work: [] as string[], report: [] as string[], wake: [] as (() => void)[] };
const bytes = (value: string): Uint8Array => Buffer.from(value, 'utf8');

function take(kind: 'work' | 'report', batch: readonly Delivery[]): Outcome[] {
  const first = batch.filter((delivery) => !delivery.redelivered);
  seen[kind].push(...batch.map((delivery) => Buffer.from(delivery.payload).toString('utf8')));
  for (const wake of seen.wake.splice(0)) wake();
  if (first.some((delivery) => Buffer.from(delivery.payload).toString('utf8') === 'fail'))
    throw new Error('as the test wants');
  return batch.map(() => ({ kind: 'done' }));
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise<void>((resolve) => seen.wake.push(resolve));
}

@Controller()
class WorkEndpoint {
  @EventPattern('work')
  onWork(@Payload() batch: readonly Delivery[]): Outcome[] {
    return take('work', batch);
  }
}

@Controller()
class ReportEndpoint {
  @EventPattern('report')
  onReports(@Payload() batch: readonly Delivery[]): Promise<Outcome[]> {
    return Promise.resolve().then(() => take('report', batch));
  }
}

@Module({ controllers: [WorkEndpoint] })
class AgentModule {}

@Module({ controllers: [ReportEndpoint] })
class HubModule {}

describe('JetStreamStrategy', () => {
  let broker: TrustedBroker;
  beforeAll(async () => {
    broker = await TrustedBroker.start();
  }, 30_000);
  afterAll(async () => broker.remove(), 30_000);

  it('feeds a Nest microservice (agent) and a hybrid application (hub)', async () => {
    const hubTransport = await broker.hub();
    await hubTransport.ensureStreams();
    await hubTransport.ensureWorkConsumer('nest');
    const agentTransport = await broker.agent('nest');
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its options as a class
    const agent = await NestFactory.createMicroservice(AgentModule, {
      strategy: new JetStreamStrategy({
        sources: { work: (handler) => agentTransport.consumeWork(handler) },
      }),
      logger: false,
    });
    await agent.listen();
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- as above
    const hub = await NestFactory.create(HubModule, new FastifyAdapter(), { logger: false });
    hub.connectMicroservice({
      strategy: new JetStreamStrategy({
        sources: { report: (handler) => hubTransport.consumeReports(handler) },
      }),
    });
    await hub.startAllMicroservices();

    await hubTransport.publishWork('nest', 'x', bytes('work'));
    await until(() => seen.work.includes('work'));
    await agentTransport.publishReport('heartbeat', bytes('report'));
    await until(() => seen.report.includes('report'));
    // A handler that throws gets the batch again; Nest turns the throw into an error of its own.
    await hubTransport.publishWork('nest', 'y', bytes('fail'));
    await until(() => seen.work.filter((item) => item === 'fail').length === 2);

    await agent.close();
    await hub.close();
    await hubTransport.publishWork('nest', 'z', bytes('after close'));
    await agentTransport.close();
    await hubTransport.close();
    expect(seen.work).toEqual(['work', 'fail', 'fail']);
  }, 20_000);

  it.each([
    ['a handler without a source', {}, /no source for the handlers of: work/],
    ['a source without a handler', { work: idle, report: idle }, /no handler for the sources: report/],
  ])('refuses %s', async (_name, sources, message) => {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its options as a class
    const agent = await NestFactory.createMicroservice(AgentModule, {
      strategy: new JetStreamStrategy({ sources }),
      logger: false,
    });
    await expect(agent.listen()).rejects.toThrow(message);
    await agent.close();
  });
});

function idle(): Promise<Subscription> {
  return Promise.resolve({ stop: () => Promise.resolve() });
}
