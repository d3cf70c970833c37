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
import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import {} from '#libs/transport';
import { ReportIngest } from './report.ingest.js';
/** Where reports come in: batches from the transport strategy go to the ingest as they are. */
let ReportEndpoint = class ReportEndpoint {
    ingest;
    constructor(ingest) {
        this.ingest = ingest;
    }
    report(deliveries) {
        return this.ingest.handle(deliveries);
    }
};
__decorate([
    EventPattern('report'),
    __param(0, Payload()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [Array]),
    __metadata("design:returntype", Promise)
], ReportEndpoint.prototype, "report", null);
ReportEndpoint = __decorate([
    Controller(),
    __param(0, Inject(ReportIngest)),
    __metadata("design:paramtypes", [ReportIngest])
], ReportEndpoint);
export { ReportEndpoint };
//# sourceMappingURL=report.endpoint.js.map