import {} from '#libs/apimachinery';
import {} from '#libs/apiserver';
/** Gives a new Job the selector and the labels by which its pods are its own, as kube-apiserver does. */
export const jobSelector = {
    name: 'job-selector',
    admit({ operation, resource, object }) {
        if (operation !== 'CREATE' || resource.group !== 'batch' || resource.resource !== 'jobs')
            return [];
        const job = object;
        if (job.spec.manualSelector === true)
            return [];
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
//# sourceMappingURL=job-selector.js.map