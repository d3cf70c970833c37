import { formatGroupResource, StatusError } from '#libs/apimachinery';
/** The refusal in the words of kube-apiserver; `foundUid` is the stored object's. */ export function refusal(write, outcome, foundUid) {
    const { group, resource, name } = write.key;
    const details = {
        name,
        ...group === '' ? {} : {
            group
        },
        kind: resource
    };
    const what = `${formatGroupResource(write.key)} "${name}"`;
    switch(outcome){
        case 'exists':
            return new StatusError('AlreadyExists', `${what} already exists`, {
                details
            });
        case 'absent':
            return new StatusError('NotFound', `${what} not found`, {
                details
            });
        case 'other-uid':
            {
                const wanted = write.type === 'create' ? '' : write.expected.uid;
                const why = `Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${foundUid}`;
                return new StatusError('Conflict', `Operation cannot be fulfilled on ${what}: ${why}`, {
                    details
                });
            }
        case 'other-rv':
            {
                const why = 'the object has been modified; please apply your changes to the latest version and try again';
                return new StatusError('Conflict', `Operation cannot be fulfilled on ${what}: ${why}`, {
                    details
                });
            }
        case 'ok':
            return new StatusError('InternalError', `${what} was written without a version`, {
                details
            });
    }
}
