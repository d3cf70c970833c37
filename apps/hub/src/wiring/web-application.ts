import { type RequestListener } from 'node:http';
import { Catch, type ArgumentsHost, type ExceptionFilter, type NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpsServer, serveNode, type ApiServer } from '#libs/apiserver';
import { type RawReply, type RawRequest } from '../apiserver/kube.endpoint.js';
import { HubModule } from '../hub.module.js';
import { type ReportIngest } from '../ingest/report.ingest.js';

/** Our logger logs; bodies are read by the API server. */
const OPTIONS: Pick<NestApplicationOptions, 'logger' | 'bodyParser'> = { logger: false, bodyParser: false };

export interface WebCertificates {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
}

/** What Nest and Fastify find no way for, or refuse for its method or content type, is ours to answer as well. */
@Catch()
class UnroutedFilter implements ExceptionFilter {
  constructor(private readonly server: ApiServer) {}

  catch(_error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const [request, reply] = [http.getRequest<RawRequest>(), http.getResponse<RawReply>()];
    reply.hijack();
    if (!reply.raw.headersSent) void serveNode(this.server, request.raw, reply.raw);
  }
}

/** The Nest application: one HTTPS server whose requests all reach the API server, whatever Fastify thinks of them. */
export async function createWebApplication(
  server: ApiServer,
  ingest: ReportIngest,
  certificates: WebCertificates,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    serverFactory: (listener: RequestListener) => createHttpsServer({ ...certificates, server, listener }),
    // A path that Fastify cannot decode is still ours to answer, with a Status.
    frameworkErrors: (_error: unknown, request: RawRequest, reply: RawReply) => {
      reply.hijack();
      void serveNode(server, request.raw, reply.raw);
    },
    // createHttpsServer answers these itself.
    clientErrorHandler: () => undefined,
    forceCloseConnections: true,
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    HubModule.with(server, ingest),
    adapter,
    OPTIONS,
  );
  app.useGlobalFilters(new UnroutedFilter(server));
  // Bodies stay unread: the API server takes every content type, and none at all.
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (_request, _payload, done) => done(null));
  return app;
}
