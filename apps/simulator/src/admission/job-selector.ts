import { type KubeObject } from '#libs/apimachinery';
import { type AdmissionPlugin, type AdmissionRequest } from '#libs/apiserver';

interface Job extends KubeObject {
  spec: {
    manualSelector?: boolean;
    selector?: object;
    template: { metadata?: { labels?: Record<string, string> } };
  };
}

/** Gives a new Job the selector and the labels by which its pods are its own, as kube-apiserver does. */
export const jobSelector: AdmissionPlugin = {
  name: 'job-selector',
  admit({ operation, resource, object }: AdmissionRequest): readonly string[] {
    if (operation !== 'CREATE' || resource.group !== 'batch' || resource.resource !== 'jobs') return [];
    const job = object as Job;
    if (job.spec.manualSelector === true) return [];
    const { uid = '', name = '' } = job.metadata;
    const { template } = job.spec;
    template.metadata = {
      ...template.metadata,
      labels: {
        ...template.metadata?.labels,
        'batch.kubernetes.io/controller-uid': uid,
        'batch.kubernetes.io/job-name': name,
        'controller-uid': uid,
        'job-name': name,
      },
    };
    job.spec.selector = { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } };
    return [];
  },
};
