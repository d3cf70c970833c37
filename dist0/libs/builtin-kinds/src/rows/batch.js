import { humanAge, humanDuration, } from '#libs/apimachinery';
import { checkNotNegative, checkOneOf, checkUnchanged } from '../checks.js';
import { invalid, notSupported, required } from '../causes.js';
import { AGE, column, CONTAINERS, formatSelector, IMAGES, NAME, NONE, numberAt, SELECTOR, textAt, wide, } from '../columns.js';
import { parseCronSchedule } from '../cron/cron-schedule.js';
import { isTimeZone } from '../cron/cron-times.js';
import { defineResource, retiredVersion } from '../define.js';
import { at, ensureMap, listOf, mapOf, mapsOf, setDefault, textOf } from '../json.js';
import { setTemplateDefaults } from '../pod/pod-defaults.js';
import { checkTemplate } from '../pod/validate-pod.js';
const BATCH = 'batch/v1';
export const jobs = defineResource({
    apiVersion: BATCH,
    kind: 'Job',
    resource: 'jobs',
    categories: ['all'],
    subresources: { status: true },
    columns: [
        NAME,
        column('Completions', completions),
        column('Duration', jobDuration),
        AGE,
        CONTAINERS,
        IMAGES,
        SELECTOR,
    ],
    fieldLabels: { 'status.successful': (object) => String(numberAt(object, 'status', 'succeeded')) },
    generation: 'spec',
    emptyStatus: () => ({}),
    applyDefaults: (object) => setJobDefaults(ensureMap(object, 'spec')),
    validate: checkJob,
});
function completions(object) {
    const succeeded = numberAt(object, 'status', 'succeeded');
    const wanted = at(object, 'spec', 'completions');
    if (typeof wanted === 'number') {
        return `${succeeded}/${wanted}`;
    }
    const parallel = numberAt(object, 'spec', 'parallelism');
    return parallel > 1 ? `${succeeded}/1 of ${parallel}` : `${succeeded}/1`;
}
function jobDuration(object, now) {
    const start = Date.parse(textAt(object, 'status', 'startTime'));
    if (Number.isNaN(start)) {
        return '';
    }
    const end = Date.parse(textAt(object, 'status', 'completionTime'));
    return humanDuration((Number.isNaN(end) ? now : end) - start);
}
function setJobDefaults(spec) {
    if (spec['completions'] === undefined && spec['parallelism'] === undefined) {
        spec['completions'] = 1;
    }
    setDefault(spec, 'parallelism', 1);
    setDefault(spec, 'backoffLimit', 6);
    setDefault(spec, 'completionMode', 'NonIndexed');
    setDefault(spec, 'suspend', false);
    setDefault(spec, 'podReplacementPolicy', spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed');
    setTemplateDefaults(spec);
}
function checkJob(object, old) {
    const causes = [];
    const spec = mapOf(object['spec']);
    checkJobSpec(causes, 'spec', spec);
    if (old) {
        const before = mapOf(old['spec']);
        const fields = spec['suspend'] === true || before['suspend'] === true ? ['selector'] : ['selector', 'template'];
        for (const field of fields) {
            checkUnchanged(causes, `spec.${field}`, spec[field], before[field]);
        }
        if (spec['completionMode'] !== 'Indexed') {
            checkUnchanged(causes, 'spec.completions', spec['completions'], before['completions']);
        }
    }
    return causes;
}
function checkJobSpec(causes, path, spec) {
    const counts = [
        'parallelism',
        'completions',
        'activeDeadlineSeconds',
        'backoffLimit',
        'ttlSecondsAfterFinished',
    ];
    for (const field of counts) {
        checkNotNegative(causes, `${path}.${field}`, spec[field]);
    }
    checkOneOf(causes, `${path}.completionMode`, spec['completionMode'], ['Indexed', 'NonIndexed']);
    if (spec['completionMode'] === 'Indexed' && spec['completions'] === undefined) {
        causes.push(required(`${path}.completions`, 'when completion mode is Indexed'));
    }
    checkTemplate(causes, `${path}.template`, spec['template']);
    const policy = at(spec, 'template', 'spec', 'restartPolicy');
    if (policy !== 'Never' && policy !== 'OnFailure') {
        causes.push(notSupported(`${path}.template.spec.restartPolicy`, policy, ['OnFailure', 'Never']));
    }
}
export const cronJobs = defineResource({
    apiVersion: BATCH,
    kind: 'CronJob',
    alsoServed: [retiredVersion('batch/v1beta1', 'batch/v1', 'CronJob')],
    resource: 'cronjobs',
    shortNames: ['cj'],
    categories: ['all'],
    subresources: { status: true },
    columns: [
        NAME,
        column('Schedule', (object) => textAt(object, 'spec', 'schedule')),
        column('Suspend', (object) => at(object, 'spec', 'suspend') === true, { type: 'boolean' }),
        column('Active', (object) => listOf(at(object, 'status', 'active')).length, { type: 'integer' }),
        column('Last Schedule', (object, now) => {
            const last = textAt(object, 'status', 'lastScheduleTime');
            return last === '' ? NONE : humanAge(last, now);
        }),
        AGE,
        wide('Containers', (object) => jobContainers(object, 'name')),
        wide('Images', (object) => jobContainers(object, 'image')),
        wide('Selector', (object) => formatSelector(at(object, 'spec', 'jobTemplate', 'spec', 'selector'))),
    ],
    generation: 'spec',
    emptyStatus: () => ({}),
    applyDefaults: (object) => {
        const spec = ensureMap(object, 'spec');
        setDefault(spec, 'concurrencyPolicy', 'Allow');
        setDefault(spec, 'suspend', false);
        setDefault(spec, 'successfulJobsHistoryLimit', 3);
        setDefault(spec, 'failedJobsHistoryLimit', 1);
        setTemplateDefaults(ensureMap(ensureMap(spec, 'jobTemplate'), 'spec'));
    },
    validate: checkCronJob,
});
function jobContainers(object, field) {
    const containers = at(object, 'spec', 'jobTemplate', 'spec', 'template', 'spec', 'containers');
    return mapsOf(containers)
        .map((container) => textOf(container[field]))
        .join(',');
}
function checkCronJob(object) {
    const causes = [];
    const spec = mapOf(object['spec']);
    checkSchedule(causes, textOf(spec['schedule']));
    const zone = spec['timeZone'];
    if (typeof zone === 'string' && !isTimeZone(zone)) {
        causes.push(invalid('spec.timeZone', zone, `unknown time zone ${zone}`));
    }
    for (const field of ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit']) {
        checkNotNegative(causes, `spec.${field}`, spec[field]);
    }
    checkOneOf(causes, 'spec.concurrencyPolicy', spec['concurrencyPolicy'], ['Allow', 'Forbid', 'Replace']);
    checkJobSpec(causes, 'spec.jobTemplate.spec', mapOf(mapOf(spec['jobTemplate'])['spec']));
    return causes;
}
function checkSchedule(causes, schedule) {
    if (schedule === '') {
        causes.push(required('spec.schedule'));
    }
    else if (/\bTZ=/.test(schedule)) {
        causes.push(invalid('spec.schedule', schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'));
    }
    else {
        try {
            parseCronSchedule(schedule);
        }
        catch (error) {
            causes.push(invalid('spec.schedule', schedule, error.message));
        }
    }
}
//# sourceMappingURL=batch.js.map