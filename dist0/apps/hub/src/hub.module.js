var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var HubModule_1;
import { Module } from '@nestjs/common';
import {} from '#libs/apiserver';
import { API_SERVER, KubeEndpoint } from './apiserver/kube.endpoint.js';
import { ReportEndpoint } from './ingest/report.endpoint.js';
import { ReportIngest } from './ingest/report.ingest.js';
/** The endpoints of the hub, given what they lead to; everything else is plain objects made in wiring/. */
let HubModule = HubModule_1 = class HubModule {
    static with(server, ingest) {
        return {
            module: HubModule_1,
            controllers: [KubeEndpoint, ReportEndpoint],
            providers: [
                { provide: API_SERVER, useValue: server },
                { provide: ReportIngest, useValue: ingest },
            ],
        };
    }
};
HubModule = HubModule_1 = __decorate([
    Module({})
], HubModule);
export { HubModule };
//# sourceMappingURL=hub.module.js.map