import {} from '#libs/apiserver';
import {} from '#libs/process';
import {} from '../cluster/addresses.js';
import {} from '../controllers/mirrors.js';
import { Usage } from '../policy/usage.js';
import { jobSelector } from './job-selector.js';
import { LimitRanges } from './limit-range.js';
import { PodLimit } from './pod-limit.js';
import { QuotaAdmission } from './quota.js';
import { ServiceAllocation } from './service-allocation.js';
import { DefaultStorageClass } from './storage-class.js';
export function createAdmission(serviceAddresses, clock) {
    const usage = new Usage(clock);
    const services = new ServiceAllocation(serviceAddresses);
    const classes = new DefaultStorageClass();
    const ranges = new LimitRanges();
    const podLimit = new PodLimit();
    const quotas = new QuotaAdmission(usage);
    return {
        plugins: [services, jobSelector, classes, ranges, podLimit, quotas],
        usage,
        quotas,
        follow(mirrors) {
            services.follow(mirrors.services);
            classes.follow(mirrors.storageClasses);
            ranges.follow(mirrors.limitRanges);
            podLimit.follow(mirrors.pods);
            quotas.follow(mirrors.quotas);
            usage.follow(mirrors.all());
        },
    };
}
//# sourceMappingURL=create-admission.js.map