var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
var __param = (this && this.__param) || function (paramIndex, decorator) {
    return function (target, key) { decorator(target, key, paramIndex); }
};
import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {} from '#libs/transport';
import { JetStreamStrategy } from '#libs/transport/nest';
import { TrustedBroker } from './trust-broker.js';
const seen = { work: [], report: [], wake: [] };
const bytes = (value) => Buffer.from(value, 'utf8');
function take(kind, batch) {
    const first = batch.filter((delivery) => !delivery.redelivered);
    seen[kind].push(...batch.map((delivery) => Buffer.from(delivery.payload).toString('utf8')));
    for (const wake of seen.wake.splice(0))
        wake();
    if (first.some((delivery) => Buffer.from(delivery.payload).toString('utf8') === 'fail'))
        throw new Error('as the test wants');
    return batch.map(() => ({ kind: 'done' }));
}
async function until(done) {
    while (!done())
        await new Promise((resolve) => seen.wake.push(resolve));
}
let WorkEndpoint = class WorkEndpoint {
    onWork(batch) {
        return take('work', batch);
    }
};
__decorate([
    EventPattern('work'),
    __param(0, Payload()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [Array]),
    __metadata("design:returntype", Array)
], WorkEndpoint.prototype, "onWork", null);
WorkEndpoint = __decorate([
    Controller()
], WorkEndpoint);
let ReportEndpoint = class ReportEndpoint {
    onReports(batch) {
        return Promise.resolve().then(() => take('report', batch));
    }
};
__decorate([
    EventPattern('report'),
    __param(0, Payload()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [Array]),
    __metadata("design:returntype", Promise)
], ReportEndpoint.prototype, "onReports", null);
ReportEndpoint = __decorate([
    Controller()
], ReportEndpoint);
let AgentModule = class AgentModule {
};
AgentModule = __decorate([
    Module({ controllers: [WorkEndpoint] })
], AgentModule);
let HubModule = class HubModule {
};
HubModule = __decorate([
    Module({ controllers: [ReportEndpoint] })
], HubModule);
describe('JetStreamStrategy', () => {
    let broker;
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
function idle() {
    return Promise.resolve({ stop: () => Promise.resolve() });
}
//# sourceMappingURL=transport-nest.test.js.map