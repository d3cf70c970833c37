import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { findNatsServer } from '#libs/embedded';
import { KNOWN_SETTINGS, readEnvironment } from '#libs/process';
import { NatsAuthority } from '../../apps/hub/src/trust/nats-authority.js';
import { externalBrokerInclude } from '../../apps/hub/src/trust/nats-config.js';
const run = promisify(execFile);
const serviceSchema = z.object({
    environment: z.record(z.string(), z.string()).default({}),
    depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
    volumes: z.array(z.string()).default([]),
    build: z.object({ dockerfile: z.string(), target: z.string() }).optional(),
    healthcheck: z.object({ test: z.array(z.string()) }).optional(),
});
const composeSchema = z.object({
    services: z.record(z.string(), serviceSchema),
    volumes: z.record(z.string(), z.unknown()),
});
/** What can be known of the Compose file without a Docker engine. */
describe('docker-compose.yml', () => {
    let compose;
    let dockerfile;
    let dir;
    beforeAll(async () => {
        compose = composeSchema.parse(parse(await readFile('docker-compose.yml', 'utf8')));
        dockerfile = await readFile('docker/Dockerfile', 'utf8');
        dir = await mkdtemp(join(tmpdir(), 'meridian-compose-'));
    });
    afterAll(() => rm(dir, { recursive: true, force: true }));
    it('names only services, volumes, build targets and settings that exist', () => {
        const named = Object.values(compose.services);
        const services = new Set(Object.keys(compose.services));
        for (const service of named) {
            expect([...services]).toEqual(expect.arrayContaining(Object.keys(service.depends_on)));
            for (const volume of service.volumes.map((text) => /^(\w[\w-]*):/.exec(text)?.[1]))
                if (volume !== undefined)
                    expect(Object.keys(compose.volumes)).toContain(volume);
            if (service.build)
                expect(dockerfile).toMatch(new RegExp(`^FROM .* AS ${service.build.target}$`, 'm'));
            const settings = Object.keys(service.environment).filter((name) => name.startsWith('MERIDIAN_'));
            expect(KNOWN_SETTINGS).toEqual(expect.arrayContaining(settings));
        }
    });
    it('waits only for services that tell their health', () => {
        for (const service of Object.values(compose.services))
            for (const [name, { condition }] of Object.entries(service.depends_on)) {
                expect(condition).toBe('service_healthy');
                const target = compose.services[name];
                const inImage = new RegExp(`AS ${target?.build?.target ?? ''}\\n(?:(?!FROM )[\\s\\S])*HEALTHCHECK`);
                expect(target?.healthcheck !== undefined || inImage.test(dockerfile)).toBe(true);
            }
    });
    it('has a broker configuration that nats-server takes with what a hub writes', async () => {
        const vault = new Map();
        const authority = await NatsAuthority.open({
            get: (name) => Promise.resolve(vault.get(name)),
            putIfAbsent: (name, bytes) => {
                vault.set(name, vault.get(name) ?? bytes);
                return Promise.resolve(vault.get(name) ?? bytes);
            },
        });
        // As the volumes lie in the container.
        await mkdir(join(dir, 'etc/meridian'), { recursive: true });
        await mkdir(join(dir, 'meridian/nats'), { recursive: true });
        await cp('docker/nats.conf', join(dir, 'etc/meridian/nats.conf'));
        await writeFile(join(dir, 'meridian/nats/meridian-include.conf'), externalBrokerInclude(authority, './meridian-resolver'));
        const natsServer = await findNatsServer(readEnvironment()['PATH'] ?? '', ['.meridian/bin']);
        const { stdout, stderr } = await run(resolve(natsServer), ['-t', '-c', join(dir, 'etc/meridian/nats.conf')], {
            cwd: dir,
        });
        expect(stdout + stderr).toContain('configuration file');
        expect(stdout + stderr).toContain('is valid');
    });
});
//# sourceMappingURL=compose.test.js.map