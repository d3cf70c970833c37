import { type RequestListener } from 'node:http';
import { type NestApplicationOptions } from '@nestjs/common';
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
    forceCloseConnections: true,
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    HubModule.with(server, ingest),
    adapter,
    OPTIONS,
  );
  // Bodies stay unread: the API server takes every content type, and none at all.
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (_request, _payload, done) => done(null));
  return app;
}
