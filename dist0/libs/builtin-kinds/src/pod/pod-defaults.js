import { ensureMap, listOf, mapOf, mapsOf, setDefault, textOf } from '../json.js';
import { setContainerDefaults } from './container-defaults.js';
/** Octal 0644: how files of Secrets and ConfigMaps are mounted. */
const FILE_MODE = 0o644;
const TOKEN_SECONDS = 3600;
/** Fills the defaults of a pod template's spec, in place (kube-apiserver, SetDefaults_PodSpec). */
export function setPodSpecDefaults(spec) {
    setDefault(spec, 'restartPolicy', 'Always');
    setDefault(spec, 'terminationGracePeriodSeconds', 30);
    setDefault(spec, 'dnsPolicy', 'ClusterFirst');
    setDefault(spec, 'securityContext', {});
    setDefault(spec, 'schedulerName', 'default-scheduler');
    setServiceAccount(spec);
    const containers = [...mapsOf(spec['initContainers']), ...mapsOf(spec['containers'])];
    for (const container of containers) {
        setContainerDefaults(container, spec['hostNetwork'] === true);
    }
    for (const container of mapsOf(spec['ephemeralContainers'])) {
        setContainerDefaults(container, false);
    }
    for (const volume of mapsOf(spec['volumes'])) {
        setVolumeDefaults(volume);
    }
}
/** The same for `parent.template` of a workload. */
export function setTemplateDefaults(workloadSpec) {
    const template = ensureMap(workloadSpec, 'template');
    ensureMap(template, 'metadata');
    setPodSpecDefaults(ensureMap(template, 'spec'));
}
/** The old field `serviceAccount` always shows what `serviceAccountName` says. */
function setServiceAccount(spec) {
    const name = textOf(spec['serviceAccountName']) || textOf(spec['serviceAccount']);
    if (name !== '') {
        spec['serviceAccountName'] = name;
        spec['serviceAccount'] = name;
    }
}
function setVolumeDefaults(volume) {
    if (Object.keys(volume).every((key) => key === 'name')) {
        volume['emptyDir'] = {};
        return;
    }
    for (const source of ['secret', 'configMap', 'downwardAPI', 'projected']) {
        if (volume[source] !== undefined) {
            setDefault(ensureMap(volume, source), 'defaultMode', FILE_MODE);
        }
    }
    if (volume['hostPath'] !== undefined) {
        setDefault(mapOf(volume['hostPath']), 'type', '');
    }
    setFieldVersions(mapOf(volume['downwardAPI']));
    for (const source of mapsOf(mapOf(volume['projected'])['sources'])) {
        setFieldVersions(mapOf(source['downwardAPI']));
        if (source['serviceAccountToken'] !== undefined) {
            setDefault(mapOf(source['serviceAccountToken']), 'expirationSeconds', TOKEN_SECONDS);
        }
    }
    const claim = mapOf(volume['ephemeral'])['volumeClaimTemplate'];
    if (claim !== undefined) {
        setDefault(ensureMap(mapOf(claim), 'spec'), 'volumeMode', 'Filesystem');
    }
}
function setFieldVersions(downward) {
    for (const item of listOf(downward['items'])) {
        const reference = mapOf(item)['fieldRef'];
        if (reference !== undefined) {
            setDefault(mapOf(reference), 'apiVersion', 'v1');
        }
    }
}
//# sourceMappingURL=pod-defaults.js.map