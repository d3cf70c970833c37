import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConfigError, helpText, parseSettings, redacted } from './environment.js';
const settings = {
    MERIDIAN_CLUSTER: { schema: z.string(), help: 'name of the cluster' },
    DATABASE_URL: { schema: z.string().optional(), help: 'Postgres', secret: true },
};
describe('parseSettings', () => {
    it('names every missing setting', () => {
        expect(() => parseSettings(settings, {})).toThrow(ConfigError);
        expect(() => parseSettings(settings, {})).toThrow(/MERIDIAN_CLUSTER/);
    });
    it('refuses a MERIDIAN_ name that no app knows', () => {
        expect(() => parseSettings(settings, { MERIDIAN_CLUSTER: 'a', MERIDIAN_CLUTSER: 'b' })).toThrow(/MERIDIAN_CLUTSER/);
    });
    it('hides secrets and lists settings in the help', () => {
        const config = parseSettings(settings, { MERIDIAN_CLUSTER: 'a', DATABASE_URL: 'postgres://u:p@h/d' });
        expect(redacted(settings, config)).toEqual({ MERIDIAN_CLUSTER: 'a', DATABASE_URL: '<hidden>' });
        expect(helpText('agent', 'reconciles a cluster', settings)).toContain('name of the cluster');
    });
});
//# sourceMappingURL=environment.spec.js.map