var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var AgentModule_1;
import { Module } from '@nestjs/common';
import { Agent } from './agent.js';
import { WorkEndpoint } from './wiring/work.endpoint.js';
/** The agent behind a Nest microservice; built before, since it works without the broker too. */
let AgentModule = AgentModule_1 = class AgentModule {
    static of(agent) {
        return {
            module: AgentModule_1,
            controllers: [WorkEndpoint],
            providers: [{ provide: Agent, useValue: agent }],
        };
    }
};
AgentModule = AgentModule_1 = __decorate([
    Module({})
], AgentModule);
export { AgentModule };
//# sourceMappingURL=agent.module.js.map