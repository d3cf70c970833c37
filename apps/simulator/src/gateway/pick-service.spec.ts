import { describe, expect, test } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { pickService } from './pick-service.js';

function ingress(service: string, path: string): KubeObject {
  const backend = { service: { name: service, port: { number: 80 } } };
  const spec = { rules: [{ host: 'a.com', http: { paths: [{ path, pathType: 'Prefix', backend }] } }] };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: service, namespace: 'shop' },
    spec,
  };
}

describe('which Service an edge drew', () => {
  const all = [ingress('web', '/'), ingress('next', '/'), ingress('deep', '/x')];

  test.each([
    ['nobody drew', '/', undefined, 'shop/web'],
    ['one of those for the path', '/', 'shop/next', 'shop/next'],
    ['one that has no such path', '/x', 'shop/next', 'shop/deep'],
    ['one that there is not', '/', 'other/next', 'shop/web'],
  ])('%s', (_, path, drawn, service) => {
    expect(pickService(all, 'a.com', path, drawn)).toBe(service);
  });
});
