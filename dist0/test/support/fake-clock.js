import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
const FAKE_TIME = resolve('.meridian/bin/libfaketime.so');
/** Whether processes here can be shown another time; said once if not. */
export const canFakeTime = existsSync(FAKE_TIME);
if (!canFakeTime)
    process.stderr.write('SKIPPED: no libfaketime in .meridian/bin: nothing is tested with clocks that jump\n');
/** A clock that a process is shown instead of the machine's. Timers go by the machine's all the same, as after a step of NTP. */
export class FakeClock {
    file;
    constructor(file) {
        this.file = file;
        this.set(0);
    }
    /** Settings of the process; none where there is no libfaketime. */
    get settings() {
        if (!canFakeTime)
            return {};
        return {
            LD_PRELOAD: FAKE_TIME,
            FAKETIME_TIMESTAMP_FILE: this.file,
            // It looks into the file once a second.
            FAKETIME_CACHE_DURATION: '1',
            FAKETIME_DONT_FAKE_MONOTONIC: '1',
        };
    }
    /** So many seconds beside the machine's, within a second or two. */
    set(seconds) {
        writeFileSync(this.file, `${seconds < 0 ? '' : '+'}${seconds}\n`);
    }
}
//# sourceMappingURL=fake-clock.js.map