import { Module, type DynamicModule } from '@nestjs/common';
import { type ApiServer } from '#libs/apiserver';
import { API_SERVER, KubeEndpoint } from './apiserver/kube.endpoint.js';
import { ReportEndpoint } from './ingest/report.endpoint.js';
import { ReportIngest } from './ingest/report.ingest.js';

/** The endpoints of the hub, given what they lead to; everything else is plain objects made in wiring/. */
@Module({})
export class HubModule {
  static with(server: ApiServer, ingest: ReportIngest): DynamicModule {
    return {
      module: HubModule,
      controllers: [KubeEndpoint, ReportEndpoint],
      providers: [
        { provide: API_SERVER, useValue: server },
        { provide: ReportIngest, useValue: ingest },
      ],
    };
  }
}
