import { describe, expect, it } from '@jest/globals';
import { parseSettings, redacted } from '#libs/process';
import { checkTogether, hubSettings } from './config.js';
const parse = (environment) => parseSettings(hubSettings, environment);
describe('settings of the hub', () => {
    it('need nothing', () => {
        expect(parse({})).toMatchObject({
            MERIDIAN_LISTEN: { host: '127.0.0.1', port: 6443 },
            MERIDIAN_DATA_DIR: '.meridian/hub',
            MERIDIAN_FEDERATION_NAME: 'federation',
            MERIDIAN_DNS_DOMAIN: 'federation.local',
        });
    });
    it.each([
        ['NATS_URL', 'nats://broker:4222'],
        ['NATS_URL', 'tls://one:4222, tls://two:4222'],
        ['MERIDIAN_NATS_PUBLIC_URL', 'tls://[::1]:4222'],
        ['MERIDIAN_FEDERATION_NAME', 'my-federation'],
        ['MERIDIAN_DNS_DOMAIN', 'fed.example.com'],
    ])('%s may be %s', (name, value) => {
        expect(parse({ [name]: value })).toMatchObject({ [name]: value });
    });
    it.each([
        ['NATS_URL', 'broker:4222', /NATS_URL: must be nats:/],
        ['NATS_URL', 'https://broker', /must be nats:/],
        ['NATS_URL', 'nats://user:secret@broker:4222', /must hold no user or password/],
        ['MERIDIAN_NATS_PUBLIC_URL', 'somewhere', /must be nats:/],
        ['MERIDIAN_FEDERATION_NAME', 'My Federation', /DNS label/],
        ['MERIDIAN_FEDERATION_NAME', 'a.b', /DNS label/],
        ['MERIDIAN_DNS_DOMAIN', 'example.com.', /DNS name/],
        ['MERIDIAN_DNS_DOMAIN', `${'a.'.repeat(120)}b`, /DNS name/],
        ['MERIDIAN_LISTEN', 'nowhere', /MERIDIAN_LISTEN/],
    ])('%s may not be %s', (name, value, message) => {
        expect(() => parse({ [name]: value })).toThrow(message);
    });
    it.each([
        [{ MERIDIAN_TLS_CERT: 'a.pem' }, false],
        [{ MERIDIAN_TLS_KEY: 'a.key' }, false],
        [{ MERIDIAN_TLS_CERT: 'a.pem', MERIDIAN_TLS_KEY: 'a.key' }, true],
    ])('%j', (environment, fits) => {
        const check = () => checkTogether(parse(environment));
        if (fits)
            check();
        else
            expect(check).toThrow(/go together/);
    });
    it('are shown without the password of the database', () => {
        const shown = redacted(hubSettings, parse({ DATABASE_URL: 'postgres://u:pa55word@h/d' }));
        expect(JSON.stringify(shown)).not.toContain('pa55word');
    });
});
//# sourceMappingURL=config.spec.js.map