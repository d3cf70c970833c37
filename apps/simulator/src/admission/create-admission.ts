import { type AdmissionPlugin } from '#libs/apiserver';
import { type Clock } from '#libs/process';
import { type AddressPool } from '../cluster/addresses.js';
import { type Mirrors } from '../controllers/mirrors.js';
import { Usage } from '../policy/usage.js';
import { jobSelector } from './job-selector.js';
import { LimitRanges } from './limit-range.js';
import { PodLimit } from './pod-limit.js';
import { QuotaAdmission } from './quota.js';
import { ServiceAllocation } from './service-allocation.js';
import { DefaultStorageClass } from './storage-class.js';

export interface ClusterAdmission {
  /** In the order in which they are asked: quotas last, when all is known of an object. */
  readonly plugins: readonly AdmissionPlugin[];
  readonly usage: Usage;
  readonly quotas: QuotaAdmission;
  /** Lets the plugins see what is stored. The API server is made before there are mirrors. */
  follow(mirrors: Mirrors): void;
}

export function createAdmission(serviceAddresses: AddressPool, clock: Clock): ClusterAdmission {
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
