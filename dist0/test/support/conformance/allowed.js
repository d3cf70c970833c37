const ANYWHERE = /^/;
/** What a newer server, or one with other words, may say about the same things. */
const OTHER_WORDS = [
    {
        where: ANYWHERE,
        at: /^items\[\d+\]\.(kind|apiVersion)$/,
        because: 'items may name their kind (clients accept both); so a list shares its text with reads of one object',
    },
    {
        where: ANYWHERE,
        at: /\btemplate\.metadata\.creationTimestamp$/,
        because: 'null says nothing, and newer servers leave it out',
    },
    {
        where: / GET (events|horizontalpodautoscalers|clusters)/,
        at: /\.(eventTime|status\.currentMetrics)$|^metadata\.continue$/,
        because: 'an absent field reads like null or an empty one',
    },
    {
        where: ANYWHERE,
        at: /columnDefinitions\[\d+\]\.description$/,
        because: 'columns are described in our own words',
    },
    {
        where: /\/api|\/apis/,
        at: / \S+\.(singularName|singularResource|responseKind\.(group|version))$/,
        because: 'v1.26 left them empty for built-in kinds; later versions, and we, fill them in',
    },
    {
        where: / GET \/api\?| GET \/api$/,
        at: /^serverAddressByClientCIDRs/,
        because: 'the address is that of the server',
    },
    { where: / GET \/version/, at: /^(major|minor|git\w+|goVersion)$/, because: 'we imitate v1.33' },
    {
        where: / (patch-json-bad) PATCH /,
        at: /^message$/,
        because: 'we say which operation of the patch failed, after the recorded sentence',
    },
];
/** What is decided, and where. */
const DECIDED = [
    {
        where: / autoscale POST horizontalpodautoscalers/,
        at: /^metadata\.managedFields\[0\]\.(apiVersion|fieldsV1)/,
        because: 'owners are recorded in the stored version, whichever the client spoke (field-tracking.ts)',
    },
    {
        where: / apply-crd POST customresourcedefinitions$/,
        at: /^(metadata\.(finalizers|managedFields\[0\]\.fieldsV1\.f:spec\.)|status\.(conditions|acceptedNames)$)/,
        because: 'the finalizer comes with the write that creates a definition; spec and its names count as optional; nothing is accepted yet, so nothing is said',
    },
    {
        where: / (create-svc|expose) POST services/,
        at: /^spec\.(clusterIPs?|ipFamilies|ipFamilyPolicy)$/,
        because: 'addresses come from a member, not from the API server',
    },
    {
        where: / POST selfsubject(access|rules)reviews/,
        at: /^metadata\.managedFields|^status\.(reason|resourceRules|nonResourceRules)/,
        because: 'the rules are those of system:masters and not of RBAC; a review is not stored, so nobody owns its fields',
    },
    {
        where: /1\.32 whoami POST selfsubjectreviews/,
        at: /^status!$/,
        because: 'v1.26 had v1alpha1 only, and so kubectl went on asking; we serve v1',
    },
    {
        where: / (attach|cp|exec|logs|logs-rs) (GET|POST) pods\/(attach|exec|log)/,
        at: /^status!$/,
        because: 'what runs in pods is not reached through this server yet: 405 says so',
    },
    {
        where: / create-token POST serviceaccounts\/token/,
        at: /^status!$/,
        because: 'no token is issued: one of the hub would open nothing, as only system:masters may do anything; 405 says so',
    },
];
/** What we do not serve, or serve as well. */
const SERVED = [
    {
        where: ANYWHERE,
        at: /^not served: (apis\/)?(admissionregistration|apiextensions|apiregistration|certificates|flowcontrol\.apiserver|node|scheduling)\.k8s\.io\b/,
        because: 'kinds of one cluster (webhooks, nodes, priorities), of aggregation and of CRDs, which come by themselves',
    },
    {
        where: ANYWHERE,
        at: /^not served: ((apis\/)?storage\.k8s\.io\/v1beta1( csistoragecapacities)?|storage\.k8s\.io\/v1 (csi\w+|volumeattachments(\/status)?))$/,
        because: 'storage of one cluster: only its classes are looked up',
    },
    {
        where: ANYWHERE,
        at: /^served as well: (apis\/)?federation\.example\.io\b/,
        because: 'the custom resource of the recording came and went; here it is always there',
    },
    {
        where: ANYWHERE,
        at: /^not served: (apis\/)?helm\.example\.io/,
        because: 'another custom resource of the recording',
    },
    {
        where: ANYWHERE,
        at: /^not served: v1 (bindings|componentstatuses|podtemplates|(nodes|pods|services)\/proxy|pods\/(attach|binding|ephemeralcontainers|eviction|exec|log|portforward)|serviceaccounts\/token)$/,
        because: 'what runs in pods, and what schedules them, is the business of members',
    },
    {
        where: ANYWHERE,
        at: /^not served: (batch\/v1 jobs|networking\.k8s\.io\/v1 networkpolicies|policy\/v1 \w+)\/status$/,
        because: 'the row has no status of its own',
    },
    {
        where: / GET \/openapi\/v3/,
        at: /^not served: apis\/(authentication|authorization)\.k8s\.io\//,
        because: 'reviews are not described: kubectl makes them itself, without asking for their shape',
    },
    {
        where: ANYWHERE,
        at: /^not served: apis\/[^/]+$/,
        because: 'OpenAPI v3 of discovery itself, which no client reads',
    },
    {
        where: ANYWHERE,
        at: /^served as well: ((apis\/)?extensions\/v1beta1|(apis\/)?authentication\.k8s\.io\/v1(beta1)?( selfsubjectreviews)?$)/,
        because: 'manifests of the 1.4 era; whoami of newer servers',
    },
    {
        where: ANYWHERE,
        at: /^served as well: (apis\/)?(batch|policy)\/v1beta1/,
        because: 'kubectl 1.20 knows CronJobs and budgets as betas only',
    },
    {
        where: / GET \/(apis|openapi\/v3\/apis)\/(helm\.example\.io|\w+(\.apiserver)?\.k8s\.io)\//,
        at: /^status!$/,
        because: 'a group that is not served has no document',
    },
    {
        where: / (GET|POST) (widgets|customresourcedefinitions)$/,
        at: /^(status!|not replayed|)$/,
        because: 'not among the rows of this suite',
    },
];
/** What the recordings do not show. */
const NOT_SHOWN = [
    {
        where: / get-w(-one|-yaml|atchonly)? GET replicasets$/,
        at: /^(not replayed|__stream\[\d+\])$/,
        because: 'a Table shows the metadata of objects only, and no other recording shows these states',
    },
    {
        where: /1\.20 delete-all-kinds DELETE horizontalpodautoscalers$/,
        at: /^not replayed$/,
        because: 'it was seen as autoscaling/v1, which is not how it is stored',
    },
    {
        where: /1\.32 (delete-bg DELETE configmaps|reconcile2 GET (roles|rolebindings))$/,
        at: /^not replayed$/,
        because: 'the object was answered in protobuf only, which the recorder cut',
    },
    {
        where: / ssa-migrate PATCH deployments$/,
        at: /^(metadata\.generation|status\.observedGeneration)$/,
        because: 'the Deployment changed between two recordings, or its controller wrote between two requests',
    },
    {
        where: /1\.32 reconcile POST (roles|rolebindings)$/,
        at: /^metadata\.managedFields\[0\]\.manager$/,
        because: 'compared with what kubectl 1.20 got, whose program had another name',
    },
    {
        where: ANYWHERE,
        at: /^rows\[\d+\]\.cells\[\d+\]$/,
        because: 'the row of this suite says nothing as an empty text, where a CRD has null',
    },
];
/** Every difference has its reason here; a reason without a difference fails the suite, so that the table stays true. */
export const ALLOWED = [...OTHER_WORDS, ...DECIDED, ...SERVED, ...NOT_SHOWN];
//# sourceMappingURL=allowed.js.map