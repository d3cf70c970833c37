import { type AdmissionPlugin, type AdmissionRequest } from '#libs/apiserver';
import { type Informer } from '#libs/controller-runtime';
import { MAX_PODS } from '../limits.js';
import { forbidden } from './quota.js';

/** Keeps the process alive: a simulated cluster has room for so many pods and no more. */
export class PodLimit implements AdmissionPlugin {
  readonly name = 'pod-limit';
  private pods: Pick<Informer, 'size'> = { size: 0 };

  constructor(private readonly limit = MAX_PODS) {}

  follow(pods: Informer): void {
    this.pods = pods;
  }

  admit(request: AdmissionRequest): readonly string[] {
    const { operation, resource } = request;
    const isNewPod = operation === 'CREATE' && resource.group === '' && resource.resource === 'pods';
    if (isNewPod && this.pods.size >= this.limit)
      throw forbidden(request, `the simulator holds at most ${this.limit} pods`);
    return [];
  }
}
