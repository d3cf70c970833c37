import {} from '#libs/apimachinery';
import { ownedBy, REVISION_HASH } from '#libs/cluster-controllers';
import { podFrom } from './pod-template.js';
import {} from './stateful-plan.js';
/** A StatefulSet's pod and the claims that stay with its number. */
/** `revision`: the name of the one that `template` is from. */
export function statefulPod(set, ordinal, revision, template) {
    const name = `${set.metadata.name ?? ''}-${ordinal}`;
    const { serviceName } = set.spec;
    const claims = set.spec.volumeClaimTemplates ?? [];
    const names = new Set(claims.map((claim) => claim.metadata.name));
    const volumes = (template.spec['volumes'] ?? []);
    return podFrom(set, template, {
        name,
        labels: {
            'apps.kubernetes.io/pod-index': String(ordinal),
            'statefulset.kubernetes.io/pod-name': name,
            [REVISION_HASH]: revision,
        },
        spec: {
            hostname: name,
            ...(serviceName === undefined || serviceName === '' ? {} : { subdomain: serviceName }),
            ...(claims.length === 0
                ? {}
                : {
                    volumes: [
                        ...claims.map((claim) => ({
                            name: claim.metadata.name ?? '',
                            persistentVolumeClaim: { claimName: claimName(set, claim, ordinal) },
                        })),
                        ...volumes.filter((volume) => !names.has(volume.name ?? '')),
                    ],
                }),
        },
    });
}
export function claimName(set, claim, ordinal) {
    return `${claim.metadata.name ?? ''}-${set.metadata.name ?? ''}-${ordinal}`;
}
/** The claims of one number. They outlive the set unless its retention policy says otherwise. */
export function claimsOf(set, ordinal) {
    const { persistentVolumeClaimRetentionPolicy: retention, selector } = set.spec;
    return (set.spec.volumeClaimTemplates ?? []).map((claim) => ({
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {
            ...claim.metadata,
            name: claimName(set, claim, ordinal),
            ...(set.metadata.namespace === undefined ? {} : { namespace: set.metadata.namespace }),
            labels: { ...claim.metadata.labels, ...selector?.matchLabels },
            ...(retention?.whenDeleted === 'Delete' ? { ownerReferences: [ownedBy(set)] } : {}),
        },
        spec: claim['spec'],
    }));
}
//# sourceMappingURL=stateful-pod.js.map