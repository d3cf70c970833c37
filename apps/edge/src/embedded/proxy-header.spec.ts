import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { proxySources } from '../driver/proxy-sources.js';
import { readProxyHead } from './proxy-header.js';

const SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
const V4 = Buffer.concat([SIGNATURE, Buffer.from('2111000fcb007107c0000263303901bb040000', 'hex')]);
const OWN = Buffer.concat([SIGNATURE, Buffer.from([0x20, 0, 0, 0])]);
const V6 = Buffer.concat([
  SIGNATURE,
  Buffer.from('21210024', 'hex'),
  Buffer.from('20010db8000000000000000000000001', 'hex'),
  Buffer.from('20010db8000000000000000000000002', 'hex'),
  Buffer.from('303901bb', 'hex'),
]);

describe('the head of a load balancer', () => {
  test.each<[string, Buffer, string | undefined]>([
    ['a client of IPv4', V4, '203.0.113.7'],
    ['a client of IPv6', V6, '2001:db8::1'],
    ['its own connection', OWN, undefined],
  ])('%s, whole and in pieces, with what is behind it left alone', (_, head, address) => {
    for (let at = 0; at < head.length; at += 1)
      expect(readProxyHead(head.subarray(0, at))).toEqual({ kind: 'more' });
    const all = Buffer.concat([head, Buffer.from('GET / HTTP/1.1\r\n')]);
    expect(readProxyHead(all)).toEqual({ kind: 'whole', bytes: head.length, address });
  });

  test.each<[string, Buffer]>([
    ['a request', Buffer.from('GET / HTTP/1.1\r\n')],
    ['version 1', Buffer.from('PROXY TCP4 1.2.3.4 ')],
    ['another version', Buffer.concat([SIGNATURE, Buffer.from([0x31, 0x11, 0, 12])])],
    ['no room for addresses', Buffer.concat([SIGNATURE, Buffer.from([0x21, 0x11, 0, 2, 1, 2])])],
    ['a head without end', Buffer.concat([SIGNATURE, Buffer.from([0x21, 0x11, 255, 255])])],
  ])('%s is none', (_, data) => {
    expect(readProxyHead(data)).toEqual({ kind: 'wrong' });
  });

  test('whatever comes, it is read without a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (tail) => {
        readProxyHead(Buffer.concat([SIGNATURE, tail]));
      }),
      { numRuns: 200 },
    );
  });
});

describe('who may name clients', () => {
  test('addresses and networks of both families', () => {
    const sources = proxySources.parse('10.0.0.0/8, 192.0.2.1,2001:db8::/32');
    expect(sources.networks).toEqual(['10.0.0.0/8', '192.0.2.1', '2001:db8::/32']);
    const all = ['10.1.2.3', '192.0.2.1', '2001:db8::5', '11.0.0.1', '192.0.2.2', '::1', ''];
    expect(all.map((one) => sources.includes(one))).toEqual([true, true, true, false, false, false, false]);
  });

  test.each(['10.0.0.0/33', 'lb.example', '10.0.0.0/8/8', '::1/129', '10.0.0.0/x'])(
    '%s is no network',
    (text) => {
      expect(proxySources.safeParse(text).success).toBe(false);
    },
  );
});
