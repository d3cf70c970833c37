import { isReason } from '#libs/apimachinery';
import {} from '#libs/kube-client';
import { CREATED_BY, FIELD_MANAGER, MANAGED_BY } from './marks.js';
/**
 * Namespaces that objects need (DESIGN, decision 6): ensured, not owned. One that is missing is made, with a mark in the
 * member that says so; one that is there is used as it is.
 */
export class Namespaces {
    member;
    hubUid;
    known = new Map();
    constructor(member, hubUid) {
        this.member = member;
        this.hubUid = hubUid;
    }
    /** Resolves when the namespace is there. Throws StatusError when it is not and cannot be made. */
    ensure(name) {
        const known = this.known.get(name);
        if (known)
            return known;
        const ensuring = this.lookOrCreate(name);
        this.known.set(name, ensuring);
        // A failure is for those who asked now; the next one asks the member again.
        ensuring.catch(() => this.known.delete(name));
        return ensuring;
    }
    /** The member said that it is not there, or is about to go. */
    forget(name) {
        this.known.delete(name);
    }
    async lookOrCreate(name) {
        const resource = await this.member.resolve('v1', 'Namespace');
        try {
            if (await this.member.get(resource, '', name))
                return;
        }
        catch (error) {
            // Credentials for single namespaces may not look at the namespace itself; the apply will show whether it is there.
            if (isReason(error, 'Forbidden'))
                return;
            throw error;
        }
        await this.member.apply(resource, {
            apiVersion: 'v1',
            kind: 'Namespace',
            metadata: {
                name,
                labels: { [MANAGED_BY]: this.hubUid },
                annotations: { [CREATED_BY]: this.hubUid },
            },
        }, { fieldManager: FIELD_MANAGER, force: true });
    }
}
//# sourceMappingURL=namespaces.js.map