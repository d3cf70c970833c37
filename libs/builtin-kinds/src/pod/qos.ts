import { isJson, mapOf, mapsOf, type Json } from '../json.js';
import { quantityValue } from '../quantity.js';

const COMPUTE = ['cpu', 'memory'];

/** Guaranteed, Burstable or BestEffort, from the resources that the containers ask for (core/v1, PodQOSClass). */
export function qosClass(spec: Json): string {
  const containers = [...mapsOf(spec['initContainers']), ...mapsOf(spec['containers'])];
  const all = containers.map((container) => mapOf(container['resources']));
  const asksNothing = all.every((resources) => !asks(resources['requests']) && !asks(resources['limits']));
  if (asksNothing) {
    return 'BestEffort';
  }
  return all.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
}

function asks(resources: unknown): boolean {
  return COMPUTE.some((name) => value(resources, name) > 0);
}

function isGuaranteed(resources: Json): boolean {
  const { limits, requests } = resources;
  return COMPUTE.every((name) => {
    const limit = value(limits, name);
    const isRequested = isJson(requests) && requests[name] !== undefined;
    return limit > 0 && (!isRequested || value(requests, name) === limit);
  });
}

function value(resources: unknown, name: string): number {
  const amount = mapOf(resources)[name];
  return typeof amount === 'string' || typeof amount === 'number' ? quantityValue(amount) : 0;
}
