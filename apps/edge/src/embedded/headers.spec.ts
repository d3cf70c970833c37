import { describe, expect, it } from '@jest/globals';
import { answerHeaders, requestHeaders } from './headers.js';

const CLIENT = { address: '10.0.0.1', protocol: 'https', host: 'shop.example', service: undefined } as const;

function pairs(flat: readonly string[]): string[] {
  return flat.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${flat[at + 1] ?? ''}`] : []));
}

describe('requestHeaders', () => {
  const sent = (...raw: string[]): string[] => pairs(requestHeaders(raw, CLIENT, 'none'));

  it.each([
    ['Connection', 'close'],
    ['Keep-Alive', 'timeout=5'],
    ['Proxy-Authorization', 'Basic eDp5'],
    ['TE', 'trailers'],
    ['Trailer', 'x'],
    ['Upgrade', 'h2c'],
    ['HTTP2-Settings', 'AAA'],
    ['Expect', '100-continue'],
    ['X-Forwarded-Port', '1'],
    ['X-Fed-Anything', '1'],
    ['Forwarded', 'for=1'],
    [':path', '/'],
  ])('leaves out %s', (name, value) => {
    expect(sent(name, value, 'X-Kept', '1').filter((one) => one.startsWith(`${name}: ${value}`))).toEqual([]);
    expect(sent(name, value, 'X-Kept', '1')).toContain('X-Kept: 1');
  });

  it('leaves out what Connection names, but never the length of the body', () => {
    const got = sent('Connection', 'X-Mine , content-length', 'x-mine', '1', 'Content-Length', '3');
    expect(got).toContain('Content-Length: 3');
    expect(got.join()).not.toContain('x-mine');
  });

  it('keeps repeated headers apart and in order, and joins cookies that HTTP/2 sent one by one', () => {
    const got = sent('A', '1', 'cookie', 'x=1', 'A', '2', 'cookie', 'y=2');
    expect(got.filter((one) => /^(A|Cookie)/i.test(one))).toEqual(['A: 1', 'A: 2', 'Cookie: x=1; y=2']);
  });

  it('ends with what the edge says of the client and the connection', () => {
    expect(pairs(requestHeaders(['Host', 'evil'], CLIENT, 'chunked', 'websocket'))).toEqual([
      'Host: shop.example',
      'X-Forwarded-For: 10.0.0.1',
      'X-Forwarded-Proto: https',
      'X-Forwarded-Host: shop.example',
      'X-Real-IP: 10.0.0.1',
      'Transfer-Encoding: chunked',
      'Connection: Upgrade',
      'Upgrade: websocket',
    ]);
  });
});

describe('answerHeaders', () => {
  it('passes all but those of the connection, each Set-Cookie for itself', () => {
    const raw = [
      'Set-Cookie',
      'a',
      'Set-Cookie',
      'b',
      'Transfer-Encoding',
      'chunked',
      'Connection',
      'x-gone',
      'X-Gone',
      '1',
    ];
    expect(pairs(answerHeaders(raw, 'c'))).toEqual(['Set-Cookie: a', 'Set-Cookie: b', 'Set-Cookie: c']);
  });
});
