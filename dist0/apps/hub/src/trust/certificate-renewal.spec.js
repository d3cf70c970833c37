import { describe, expect, it } from '@jest/globals';
import { ManualClock, silentLogger } from '#libs/process';
import { CERTIFICATE_LIFE_MS, CertificateAuthority, renewalTime } from './certificate-authority.js';
import { CertificateRenewal } from './certificate-renewal.js';
import { RENEWAL_CHECK_MS } from './limits.js';
const DAY_MS = 24 * 60 * 60 * 1000;
function memoryVault() {
    const values = new Map();
    return {
        get: (name) => Promise.resolve(values.get(name)),
        putIfAbsent: (name, bytes) => {
            if (!values.has(name))
                values.set(name, bytes);
            return Promise.resolve(values.get(name) ?? bytes);
        },
    };
}
/** Time goes by in steps of a look; between them what was begun ends. */
async function pass(clock, ms) {
    for (let gone = 0; gone < ms; gone += RENEWAL_CHECK_MS) {
        clock.advance(RENEWAL_CHECK_MS);
        for (let turn = 0; turn < 20; turn++)
            await new Promise(setImmediate);
    }
}
describe('certificates of a hub that runs on', () => {
    it('are replaced when two thirds of their life have passed, and not before; what fails is tried again', async () => {
        const clock = new ManualClock(Date.parse('2026-11-21T08:00:00Z'));
        const ca = await CertificateAuthority.open(memoryVault(), clock.now());
        const renewal = new CertificateRenewal(clock, silentLogger);
        const first = await ca.admin(clock.now());
        const made = [];
        let broken = 0;
        const renew = async () => {
            if (broken-- > 0)
                throw new Error('the disk is full');
            made.push(clock.now());
            return (await ca.admin(clock.now())).certificate;
        };
        renewal.keep({ name: 'admin', certificate: first.certificate, renew });
        renewal.start();
        const due = renewalTime(first.certificate);
        expect(due - clock.now()).toBeGreaterThan(0.66 * CERTIFICATE_LIFE_MS - DAY_MS);
        clock.advance(due - clock.now() - 3 * RENEWAL_CHECK_MS);
        await pass(clock, RENEWAL_CHECK_MS);
        expect(made).toEqual([]);
        broken = 1;
        while (made.length < 1)
            await pass(clock, RENEWAL_CHECK_MS);
        expect(made[0]).toBeGreaterThanOrEqual(due);
        await pass(clock, DAY_MS);
        expect(made).toHaveLength(1);
        clock.advance(CERTIFICATE_LIFE_MS * 0.7);
        while (made.length < 2)
            await pass(clock, RENEWAL_CHECK_MS);
        await renewal.stop();
        clock.advance(CERTIFICATE_LIFE_MS);
        await pass(clock, RENEWAL_CHECK_MS);
        expect(made).toHaveLength(2);
    });
    it('asks at each look for what others write', async () => {
        const clock = new ManualClock();
        const renewal = new CertificateRenewal(clock, silentLogger);
        let asked = 0;
        renewal.keep({ name: 'file', renew: () => Promise.resolve(++asked > 1 ? 'another' : undefined) });
        renewal.start();
        await pass(clock, 3 * RENEWAL_CHECK_MS);
        expect(asked).toBe(3);
        await renewal.stop();
    });
});
//# sourceMappingURL=certificate-renewal.spec.js.map