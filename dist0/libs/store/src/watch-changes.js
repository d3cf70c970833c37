import { StatusError } from '#libs/apimachinery';
import { expired } from './shards.js';
/**
 * Every change above `after`, ascending, each once. A reader behind the ring starts in the table; once it reads the ring
 * and falls out of it again it was too slow, and is sent away with Expired.
 */ export async function* watchChanges(source, { namespace, after }, signal) {
    const wanted = (entry)=>namespace === undefined || entry.namespace === namespace;
    let position = after;
    while(!source.ring.covers(source.resource, position)){
        const page = await source.readPage(position);
        if (position < page.horizon) throw expired(position, page.horizon);
        for (const entry of page.entries){
            if (signal.aborted) return;
            if (wanted(entry)) yield entry.item;
        }
        position = Math.max(position, page.upTo);
    }
    yield* followRing(source, {
        wanted,
        after: position
    }, signal);
}
async function* followRing(source, start, signal) {
    const { ring, resource } = source;
    const { generation } = ring;
    const bell = new Bell();
    const unsubscribe = ring.subscribe(resource, bell.ring);
    signal.addEventListener('abort', bell.ring);
    source.closed.addEventListener('abort', bell.ring);
    let position = start.after;
    let lastTick = -1;
    try {
        while(!signal.aborted){
            checkPlace(source, generation, position);
            // Head and entries are taken in one turn: with fewer than asked for, nothing up to head is missing.
            const { head } = ring;
            const entries = ring.read(resource, position, source.batch);
            for (const entry of entries){
                if (start.wanted(entry)) yield entry.item;
                if (signal.aborted) return;
            }
            position = Math.max(position, entries.length < source.batch ? head : entries.at(-1)?.rv ?? head);
            if (position < head) continue;
            if (source.tick() !== lastTick && head >= position) {
                lastTick = source.tick();
                yield {
                    type: 'PROGRESS',
                    resourceVersion: String(position)
                };
            }
            await bell.wait();
        }
    } finally{
        unsubscribe();
        signal.removeEventListener('abort', bell.ring);
        source.closed.removeEventListener('abort', bell.ring);
    }
}
function checkPlace({ ring, resource, closed }, generation, position) {
    if (closed.aborted) throw new StatusError('ServiceUnavailable', 'the store is closed');
    if (ring.generation !== generation || !ring.covers(resource, position)) throw expired(position, ring.head);
}
/** Remembers one ring: what happens between a look and the wait for it is not missed. */ class Bell {
    rung = false;
    waiting;
    ring = ()=>{
        this.rung = true;
        this.waiting?.();
    };
    async wait() {
        if (!this.rung) await new Promise((resolve)=>this.waiting = resolve);
        this.waiting = undefined;
        this.rung = false;
    }
}
