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
import {} from 'node:http';
import { All, Controller, Inject, Req, Res } from '@nestjs/common';
import { serveNode } from '#libs/apiserver';
/** The token under which the wiring provides the API server. */
export const API_SERVER = Symbol('ApiServer');
/** The one endpoint of the federation API: everything goes to the framework-free API server. */
let KubeEndpoint = class KubeEndpoint {
    server;
    constructor(server) {
        this.server = server;
    }
    async serve(request, reply) {
        reply.hijack();
        await serveNode(this.server, request.raw, reply.raw);
    }
};
__decorate([
    All('*'),
    __param(0, Req()),
    __param(1, Res()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [Object, Object]),
    __metadata("design:returntype", Promise)
], KubeEndpoint.prototype, "serve", null);
KubeEndpoint = __decorate([
    Controller(),
    __param(0, Inject(API_SERVER)),
    __metadata("design:paramtypes", [Object])
], KubeEndpoint);
export { KubeEndpoint };
//# sourceMappingURL=kube.endpoint.js.map