import {} from 'node:http';
import {} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { createHttpsServer, serveNode } from '#libs/apiserver';
import {} from '../apiserver/kube.endpoint.js';
import { HubModule } from '../hub.module.js';
import {} from '../ingest/report.ingest.js';
/** Our logger logs; bodies are read by the API server. */
const OPTIONS = { logger: false, bodyParser: false };
/** The Nest application: one HTTPS server whose requests all reach the API server, whatever Fastify thinks of them. */
export async function createWebApplication(server, ingest, certificates) {
    const adapter = new FastifyAdapter({
        serverFactory: (listener) => createHttpsServer({ ...certificates, server, listener }),
        // A path that Fastify cannot decode is still ours to answer, with a Status.
        frameworkErrors: (_error, request, reply) => {
            reply.hijack();
            void serveNode(server, request.raw, reply.raw);
        },
        forceCloseConnections: true,
    });
    const app = await NestFactory.create(HubModule.with(server, ingest), adapter, OPTIONS);
    // Bodies stay unread: the API server takes every content type, and none at all.
    const fastify = app.getHttpAdapter().getInstance();
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser('*', (_request, _payload, done) => done(null));
    return app;
}
//# sourceMappingURL=web-application.js.map