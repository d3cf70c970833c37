import { type IncomingMessage, type ServerResponse } from 'node:http';
import { All, Controller, Inject, Req, Res } from '@nestjs/common';
import { serveNode, type ApiServer } from '#libs/apiserver';

/** The token under which the wiring provides the API server. */
export const API_SERVER = Symbol('ApiServer');

/** What is used of Fastify's request and reply. */
export interface RawRequest {
  readonly raw: IncomingMessage;
}
export interface RawReply {
  readonly raw: ServerResponse;
  hijack(): void;
}

/** The one endpoint of the federation API: everything goes to the framework-free API server. */
@Controller()
export class KubeEndpoint {
  constructor(@Inject(API_SERVER) private readonly server: ApiServer) {}

  @All('*')
  async serve(@Req() request: RawRequest, @Res() reply: RawReply): Promise<void> {
    reply.hijack();
    await serveNode(this.server, request.raw, reply.raw);
  }
}
