import { describe, expect, it } from '@jest/globals';
import { parseTokenRequest, TokenError } from './token-request.js';

describe('parseTokenRequest', () => {
  it.each([
    ['a cluster', ['berlin'], { name: 'berlin', role: 'cluster' }],
    ['an edge', ['berlin', '--edge'], { name: 'berlin', role: 'edge' }],
    ['with a life', ['--ttl', '600', 'berlin'], { name: 'berlin', role: 'cluster', ttlSeconds: 600 }],
    ['an edge to remove', ['berlin', '--edge', '--remove'], { name: 'berlin', role: 'edge', remove: true }],
    ['help', ['--help'], undefined],
  ])('understands %s', (_name, args, expected) => {
    expect(parseTokenRequest(args)).toEqual(expected);
  });

  it.each([
    ['no name', []],
    ['an empty name', ['']],
    ['two names', ['berlin', 'paris']],
    ['an unknown option', ['berlin', '--role=edge']],
    ['a life that is no number', ['berlin', '--ttl', '1h']],
    ['a cluster to remove', ['berlin', '--remove']],
    ['a life for what is removed', ['berlin', '--edge', '--remove', '--ttl', '600']],
    ['a negative life', ['berlin', '--ttl=-5']],
  ])('refuses %s', (_name, args) => {
    expect(() => parseTokenRequest(args)).toThrow(TokenError);
  });
});
