import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { type Delivery, type Outcome } from '#libs/transport';
import { ReportIngest } from './report.ingest.js';

/** Where reports come in: batches from the transport strategy go to the ingest as they are. */
@Controller()
export class ReportEndpoint {
  constructor(@Inject(ReportIngest) private readonly ingest: ReportIngest) {}

  @EventPattern('report')
  report(@Payload() deliveries: readonly Delivery[]): Promise<readonly Outcome[]> {
    return this.ingest.handle(deliveries);
  }
}
