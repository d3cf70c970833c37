import { Client } from 'pg';
import { sleep } from '#libs/process';
import { connectionSettings } from './database.js';
import { sqlState } from './db-errors.js';
/** Two numbers name an advisory lock: this one and a hash of the name. */ const TRY_LOCK = 'SELECT pg_try_advisory_lock(19781, hashtext($1)) AS taken';
const PROVE = 'SELECT 1';
const UNKNOWN_PARAMETER = '42704';
/**
 * Locks that the database gives to one session at a time (session advisory locks), each on a connection of its own: whoever
 * loses the connection loses the lock. The holder proves every second that its session lives, and the server ends one that is
 * silent, so that a process that hangs or is cut off is succeeded within seconds. Needs a direct connection, or a pooler
 * that keeps sessions.
 */ export class ExclusiveLocks {
    deps;
    sessions = new Set();
    closing = new AbortController();
    constructor(deps){
        this.deps = deps;
    }
    /** Waits for the lock. Undefined: `signal` aborted, or the store closed, before it came. */ async take(name, signal) {
        const { clock, limits, logger } = this.deps;
        for(let failures = 0; !signal.aborted && !this.closing.signal.aborted;){
            try {
                const tenure = await this.wait(name, signal);
                if (tenure) return tenure;
            } catch (error) {
                logger[failures++ === 0 ? 'warn' : 'debug']({
                    lock: name,
                    err: error
                }, 'cannot ask for a lock yet');
            }
            await sleep(clock, limits.lockPollMs, signal);
        }
        return undefined;
    }
    /** Ends every session, and with it every tenure. */ async close() {
        this.closing.abort();
        await Promise.all([
            ...this.sessions
        ].map((session)=>endQuietly(session, this.deps.limits)));
    }
    /** Asks again and again on one connection. @throws what the connection fails with */ async wait(name, signal) {
        const { clock, limits } = this.deps;
        const session = await this.open();
        try {
            while(!signal.aborted && !this.closing.signal.aborted){
                const askedAt = performance.now();
                const { rows } = await session.query(TRY_LOCK, [
                    name
                ]);
                if (rows[0]?.taken === true) return new SessionTenure(session, this.deps, askedAt);
                await sleep(clock, limits.lockPollMs, signal);
            }
        } catch (error) {
            void endQuietly(session, limits);
            throw error;
        }
        await endQuietly(session, limits);
        return undefined;
    }
    async open() {
        const { databaseUrl, limits } = this.deps;
        const session = new Client({
            ...connectionSettings(databaseUrl, limits),
            application_name: 'meridian-lock',
            query_timeout: limits.lockTrustMs
        });
        // Who uses it learns of the loss from `end` or from the query; unheard, an error would end the process.
        session.on('error', ()=>undefined);
        session.once('end', ()=>this.sessions.delete(session));
        this.sessions.add(session);
        try {
            await session.connect();
            await limitSilence(session, limits.lockSilenceMs);
            return session;
        } catch (error) {
            this.sessions.delete(session);
            void endQuietly(session, limits);
            throw error;
        }
    }
}
class SessionTenure {
    session;
    deps;
    controller = new AbortController();
    provedAt;
    cancelProof = ()=>undefined;
    constructor(session, deps, askedAt){
        this.session = session;
        this.deps = deps;
        this.provedAt = askedAt;
        session.once('end', ()=>this.controller.abort());
        this.proveLater();
    }
    get signal() {
        return this.controller.signal;
    }
    held() {
        return !this.signal.aborted && performance.now() - this.provedAt < this.deps.limits.lockTrustMs;
    }
    async release() {
        this.cancelProof();
        this.controller.abort();
        await endQuietly(this.session, this.deps.limits);
    }
    proveLater() {
        this.cancelProof = this.deps.clock.after(this.deps.limits.lockProofMs, ()=>void this.prove());
    }
    /** The lock lives as long as its session, so any answer proves it; the time counts from when it was asked. */ async prove() {
        const askedAt = performance.now();
        try {
            await this.session.query(PROVE);
            this.provedAt = askedAt;
            if (!this.signal.aborted) this.proveLater();
        } catch (error) {
            if (!this.signal.aborted) this.deps.logger.warn({
                err: error
            }, 'lost a lock: its session does not answer');
            await this.release();
        }
    }
}
/** Before version 14 Postgres knows no such limit: then a holder that is cut off holds on until TCP gives up. */ async function limitSilence(session, ms) {
    try {
        await session.query("SELECT set_config('idle_session_timeout', $1, false)", [
            String(ms)
        ]);
    } catch (error) {
        if (sqlState(error) !== UNKNOWN_PARAMETER) throw error;
    }
}
/** A connection that is gone already, or that does not say goodbye in time, is as good as ended. */ async function endQuietly(session, limits) {
    let timer;
    const late = new Promise((resolve)=>{
        timer = setTimeout(resolve, limits.connectTimeoutMs);
        timer.unref();
    });
    await Promise.race([
        session.end().catch(()=>undefined),
        late
    ]);
    clearTimeout(timer);
}
