function _ts_decorate(decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") {
        r = Reflect.decorate(decorators, target, key, desc);
    } else {
        for(var i = decorators.length - 1; i >= 0; i--){
            if (d = decorators[i]) {
                r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
            }
        }
    }
    return c > 3 && r && Object.defineProperty(target, key, r), r;
}
function _ts_metadata(metadataKey, metadataValue) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") {
        return Reflect.metadata(metadataKey, metadataValue);
    }
}
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
/**
 * The tables as TypeORM sees them: the check that migrations and code agree, and the cold paths. The hot paths read and
 * write the same columns in SQL. int8 is a string here, as pg hands it over.
 */ const TEXT_KEY = {
    type: 'text',
    collation: 'C'
};
export class RvCounterEntity {
    shard;
    value;
}
_ts_decorate([
    PrimaryColumn('smallint'),
    _ts_metadata("design:type", Number)
], RvCounterEntity.prototype, "shard", void 0);
_ts_decorate([
    Column('bigint'),
    _ts_metadata("design:type", String)
], RvCounterEntity.prototype, "value", void 0);
RvCounterEntity = _ts_decorate([
    Entity('rv_counter')
], RvCounterEntity);
export class ChangeHorizonEntity {
    shard;
    value;
}
_ts_decorate([
    PrimaryColumn('smallint'),
    _ts_metadata("design:type", Number)
], ChangeHorizonEntity.prototype, "shard", void 0);
_ts_decorate([
    Column('bigint'),
    _ts_metadata("design:type", String)
], ChangeHorizonEntity.prototype, "value", void 0);
ChangeHorizonEntity = _ts_decorate([
    Entity('change_horizon')
], ChangeHorizonEntity);
export class ObjectEntity {
    resource;
    namespace;
    name;
    uid;
    rv;
    labels;
    encoding;
    keyId;
    body;
}
_ts_decorate([
    PrimaryColumn(TEXT_KEY),
    _ts_metadata("design:type", String)
], ObjectEntity.prototype, "resource", void 0);
_ts_decorate([
    PrimaryColumn(TEXT_KEY),
    _ts_metadata("design:type", String)
], ObjectEntity.prototype, "namespace", void 0);
_ts_decorate([
    PrimaryColumn(TEXT_KEY),
    _ts_metadata("design:type", String)
], ObjectEntity.prototype, "name", void 0);
_ts_decorate([
    Column('text'),
    _ts_metadata("design:type", String)
], ObjectEntity.prototype, "uid", void 0);
_ts_decorate([
    Column('bigint'),
    _ts_metadata("design:type", String)
], ObjectEntity.prototype, "rv", void 0);
_ts_decorate([
    Column('jsonb'),
    _ts_metadata("design:type", typeof Record === "undefined" ? Object : Record)
], ObjectEntity.prototype, "labels", void 0);
_ts_decorate([
    Column('text'),
    _ts_metadata("design:type", String)
], ObjectEntity.prototype, "encoding", void 0);
_ts_decorate([
    Column('text', {
        name: 'key_id'
    }),
    _ts_metadata("design:type", String)
], ObjectEntity.prototype, "keyId", void 0);
_ts_decorate([
    Column('bytea'),
    _ts_metadata("design:type", typeof Buffer === "undefined" ? Object : Buffer)
], ObjectEntity.prototype, "body", void 0);
ObjectEntity = _ts_decorate([
    Entity('objects')
], ObjectEntity);
export class ChangeEntity {
    shard;
    rv;
    resource;
    namespace;
    name;
    type;
    encoding;
    keyId;
    body;
    previousRv;
    previousEncoding;
    previousKeyId;
    previousBody;
    writeId;
    at;
}
_ts_decorate([
    PrimaryColumn('smallint'),
    _ts_metadata("design:type", Number)
], ChangeEntity.prototype, "shard", void 0);
_ts_decorate([
    PrimaryColumn('bigint'),
    _ts_metadata("design:type", String)
], ChangeEntity.prototype, "rv", void 0);
_ts_decorate([
    Column(TEXT_KEY),
    _ts_metadata("design:type", String)
], ChangeEntity.prototype, "resource", void 0);
_ts_decorate([
    Column(TEXT_KEY),
    _ts_metadata("design:type", String)
], ChangeEntity.prototype, "namespace", void 0);
_ts_decorate([
    Column(TEXT_KEY),
    _ts_metadata("design:type", String)
], ChangeEntity.prototype, "name", void 0);
_ts_decorate([
    Column('text'),
    _ts_metadata("design:type", String)
], ChangeEntity.prototype, "type", void 0);
_ts_decorate([
    Column('text'),
    _ts_metadata("design:type", String)
], ChangeEntity.prototype, "encoding", void 0);
_ts_decorate([
    Column('text', {
        name: 'key_id'
    }),
    _ts_metadata("design:type", String)
], ChangeEntity.prototype, "keyId", void 0);
_ts_decorate([
    Column('bytea'),
    _ts_metadata("design:type", typeof Buffer === "undefined" ? Object : Buffer)
], ChangeEntity.prototype, "body", void 0);
_ts_decorate([
    Column('bigint', {
        name: 'prev_rv',
        nullable: true
    }),
    _ts_metadata("design:type", Object)
], ChangeEntity.prototype, "previousRv", void 0);
_ts_decorate([
    Column('text', {
        name: 'prev_encoding',
        nullable: true
    }),
    _ts_metadata("design:type", Object)
], ChangeEntity.prototype, "previousEncoding", void 0);
_ts_decorate([
    Column('text', {
        name: 'prev_key_id',
        nullable: true
    }),
    _ts_metadata("design:type", Object)
], ChangeEntity.prototype, "previousKeyId", void 0);
_ts_decorate([
    Column('bytea', {
        name: 'prev_body',
        nullable: true
    }),
    _ts_metadata("design:type", Object)
], ChangeEntity.prototype, "previousBody", void 0);
_ts_decorate([
    Column('bigint', {
        name: 'write_id'
    }),
    _ts_metadata("design:type", String)
], ChangeEntity.prototype, "writeId", void 0);
_ts_decorate([
    Column('timestamptz', {
        default: ()=>'now()'
    }),
    _ts_metadata("design:type", typeof Date === "undefined" ? Object : Date)
], ChangeEntity.prototype, "at", void 0);
ChangeEntity = _ts_decorate([
    Entity('changes'),
    Index('changes_by_resource', [
        'resource',
        'rv'
    ])
], ChangeEntity);
export class WorkGenerationEntity {
    id;
    value;
}
_ts_decorate([
    PrimaryColumn('smallint'),
    _ts_metadata("design:type", Number)
], WorkGenerationEntity.prototype, "id", void 0);
_ts_decorate([
    Column('bigint'),
    _ts_metadata("design:type", String)
], WorkGenerationEntity.prototype, "value", void 0);
WorkGenerationEntity = _ts_decorate([
    Entity('work_generation')
], WorkGenerationEntity);
export class ManifestEntity {
    hash;
    encoding;
    keyId;
    body;
}
_ts_decorate([
    PrimaryColumn(TEXT_KEY),
    _ts_metadata("design:type", String)
], ManifestEntity.prototype, "hash", void 0);
_ts_decorate([
    Column('text'),
    _ts_metadata("design:type", String)
], ManifestEntity.prototype, "encoding", void 0);
_ts_decorate([
    Column('text', {
        name: 'key_id'
    }),
    _ts_metadata("design:type", String)
], ManifestEntity.prototype, "keyId", void 0);
_ts_decorate([
    Column('bytea'),
    _ts_metadata("design:type", typeof Buffer === "undefined" ? Object : Buffer)
], ManifestEntity.prototype, "body", void 0);
ManifestEntity = _ts_decorate([
    Entity('manifests')
], ManifestEntity);
export class WorkEntity {
    key;
    cluster;
    uid;
    action;
    reason;
    adopt;
    propagationPolicy;
    manifestHash;
    patchEncoding;
    patchKeyId;
    patchBody;
    contentHash;
    generation;
    published;
    attempt;
    publishedAt;
    memory;
}
_ts_decorate([
    PrimaryColumn(TEXT_KEY),
    _ts_metadata("design:type", String)
], WorkEntity.prototype, "key", void 0);
_ts_decorate([
    PrimaryColumn(TEXT_KEY),
    _ts_metadata("design:type", String)
], WorkEntity.prototype, "cluster", void 0);
_ts_decorate([
    Column('text'),
    _ts_metadata("design:type", String)
], WorkEntity.prototype, "uid", void 0);
_ts_decorate([
    Column('text'),
    _ts_metadata("design:type", String)
], WorkEntity.prototype, "action", void 0);
_ts_decorate([
    Column('text'),
    _ts_metadata("design:type", String)
], WorkEntity.prototype, "reason", void 0);
_ts_decorate([
    Column('boolean'),
    _ts_metadata("design:type", Boolean)
], WorkEntity.prototype, "adopt", void 0);
_ts_decorate([
    Column('text', {
        name: 'propagation_policy',
        nullable: true
    }),
    _ts_metadata("design:type", Object)
], WorkEntity.prototype, "propagationPolicy", void 0);
_ts_decorate([
    Column({
        ...TEXT_KEY,
        name: 'manifest_hash'
    }),
    _ts_metadata("design:type", String)
], WorkEntity.prototype, "manifestHash", void 0);
_ts_decorate([
    Column('text', {
        name: 'patch_encoding',
        nullable: true
    }),
    _ts_metadata("design:type", Object)
], WorkEntity.prototype, "patchEncoding", void 0);
_ts_decorate([
    Column('text', {
        name: 'patch_key_id',
        nullable: true
    }),
    _ts_metadata("design:type", Object)
], WorkEntity.prototype, "patchKeyId", void 0);
_ts_decorate([
    Column('bytea', {
        name: 'patch_body',
        nullable: true
    }),
    _ts_metadata("design:type", Object)
], WorkEntity.prototype, "patchBody", void 0);
_ts_decorate([
    Column('bytea', {
        name: 'content_hash'
    }),
    _ts_metadata("design:type", typeof Buffer === "undefined" ? Object : Buffer)
], WorkEntity.prototype, "contentHash", void 0);
_ts_decorate([
    Column('bigint'),
    _ts_metadata("design:type", String)
], WorkEntity.prototype, "generation", void 0);
_ts_decorate([
    Column('boolean'),
    _ts_metadata("design:type", Boolean)
], WorkEntity.prototype, "published", void 0);
_ts_decorate([
    Column('integer', {
        default: 0
    }),
    _ts_metadata("design:type", Number)
], WorkEntity.prototype, "attempt", void 0);
_ts_decorate([
    Column('timestamp with time zone', {
        name: 'published_at',
        nullable: true
    }),
    _ts_metadata("design:type", Object)
], WorkEntity.prototype, "publishedAt", void 0);
_ts_decorate([
    Column('text', {
        nullable: true
    }),
    _ts_metadata("design:type", Object)
], WorkEntity.prototype, "memory", void 0);
WorkEntity = _ts_decorate([
    Entity('work'),
    Index('work_unpublished', [
        'cluster',
        'generation'
    ], {
        where: 'NOT published'
    }),
    Index('work_by_cluster', [
        'cluster',
        'key'
    ]),
    Index('work_by_manifest', [
        'manifestHash'
    ]),
    Index('work_undone', [
        'cluster'
    ], {
        where: "action <> 'apply'"
    })
], WorkEntity);
export class MoveBucketEntity {
    name;
    tokens;
    refilledAt;
}
_ts_decorate([
    PrimaryColumn(TEXT_KEY),
    _ts_metadata("design:type", String)
], MoveBucketEntity.prototype, "name", void 0);
_ts_decorate([
    Column('double precision'),
    _ts_metadata("design:type", Number)
], MoveBucketEntity.prototype, "tokens", void 0);
_ts_decorate([
    Column('bigint', {
        name: 'refilled_at'
    }),
    _ts_metadata("design:type", String)
], MoveBucketEntity.prototype, "refilledAt", void 0);
MoveBucketEntity = _ts_decorate([
    Entity('move_buckets')
], MoveBucketEntity);
export class ReportEntity {
    key;
    cluster;
    epoch;
    instance;
    sequence;
    encoding;
    keyId;
    body;
    receivedAt;
}
_ts_decorate([
    PrimaryColumn(TEXT_KEY),
    _ts_metadata("design:type", String)
], ReportEntity.prototype, "key", void 0);
_ts_decorate([
    PrimaryColumn(TEXT_KEY),
    _ts_metadata("design:type", String)
], ReportEntity.prototype, "cluster", void 0);
_ts_decorate([
    Column('bigint'),
    _ts_metadata("design:type", String)
], ReportEntity.prototype, "epoch", void 0);
_ts_decorate([
    Column('text'),
    _ts_metadata("design:type", String)
], ReportEntity.prototype, "instance", void 0);
_ts_decorate([
    Column('bigint'),
    _ts_metadata("design:type", String)
], ReportEntity.prototype, "sequence", void 0);
_ts_decorate([
    Column('text'),
    _ts_metadata("design:type", String)
], ReportEntity.prototype, "encoding", void 0);
_ts_decorate([
    Column('text', {
        name: 'key_id'
    }),
    _ts_metadata("design:type", String)
], ReportEntity.prototype, "keyId", void 0);
_ts_decorate([
    Column('bytea'),
    _ts_metadata("design:type", typeof Buffer === "undefined" ? Object : Buffer)
], ReportEntity.prototype, "body", void 0);
_ts_decorate([
    Column('bigint', {
        name: 'received_at'
    }),
    _ts_metadata("design:type", String)
], ReportEntity.prototype, "receivedAt", void 0);
ReportEntity = _ts_decorate([
    Entity('reports')
], ReportEntity);
export class HeartbeatEntity {
    cluster;
    instance;
    sequence;
    encoding;
    keyId;
    body;
    receivedAt;
}
_ts_decorate([
    PrimaryColumn(TEXT_KEY),
    _ts_metadata("design:type", String)
], HeartbeatEntity.prototype, "cluster", void 0);
_ts_decorate([
    Column('text'),
    _ts_metadata("design:type", String)
], HeartbeatEntity.prototype, "instance", void 0);
_ts_decorate([
    Column('bigint'),
    _ts_metadata("design:type", String)
], HeartbeatEntity.prototype, "sequence", void 0);
_ts_decorate([
    Column('text'),
    _ts_metadata("design:type", String)
], HeartbeatEntity.prototype, "encoding", void 0);
_ts_decorate([
    Column('text', {
        name: 'key_id'
    }),
    _ts_metadata("design:type", String)
], HeartbeatEntity.prototype, "keyId", void 0);
_ts_decorate([
    Column('bytea'),
    _ts_metadata("design:type", typeof Buffer === "undefined" ? Object : Buffer)
], HeartbeatEntity.prototype, "body", void 0);
_ts_decorate([
    Column('bigint', {
        name: 'received_at'
    }),
    _ts_metadata("design:type", String)
], HeartbeatEntity.prototype, "receivedAt", void 0);
HeartbeatEntity = _ts_decorate([
    Entity('heartbeats')
], HeartbeatEntity);
export class HubStateEntity {
    id;
    hubUid;
    epoch;
    deletionsHeld;
}
_ts_decorate([
    PrimaryColumn('smallint'),
    _ts_metadata("design:type", Number)
], HubStateEntity.prototype, "id", void 0);
_ts_decorate([
    Column('text', {
        name: 'hub_uid'
    }),
    _ts_metadata("design:type", String)
], HubStateEntity.prototype, "hubUid", void 0);
_ts_decorate([
    Column('bigint'),
    _ts_metadata("design:type", String)
], HubStateEntity.prototype, "epoch", void 0);
_ts_decorate([
    Column('boolean', {
        name: 'deletions_held',
        default: false
    }),
    _ts_metadata("design:type", Boolean)
], HubStateEntity.prototype, "deletionsHeld", void 0);
HubStateEntity = _ts_decorate([
    Entity('hub_state')
], HubStateEntity);
export class AgentEntity {
    cluster;
    natsPublicKey;
    sealingPublicKey;
    sealingKeyId;
    joinedAt;
}
_ts_decorate([
    PrimaryColumn(TEXT_KEY),
    _ts_metadata("design:type", String)
], AgentEntity.prototype, "cluster", void 0);
_ts_decorate([
    Column('text', {
        name: 'nats_public_key'
    }),
    _ts_metadata("design:type", String)
], AgentEntity.prototype, "natsPublicKey", void 0);
_ts_decorate([
    Column('text', {
        name: 'sealing_public_key'
    }),
    _ts_metadata("design:type", String)
], AgentEntity.prototype, "sealingPublicKey", void 0);
_ts_decorate([
    Column('text', {
        name: 'sealing_key_id'
    }),
    _ts_metadata("design:type", String)
], AgentEntity.prototype, "sealingKeyId", void 0);
_ts_decorate([
    Column('bigint', {
        name: 'joined_at'
    }),
    _ts_metadata("design:type", String)
], AgentEntity.prototype, "joinedAt", void 0);
AgentEntity = _ts_decorate([
    Entity('agents')
], AgentEntity);
export class EdgeEntity {
    edge;
    natsPublicKey;
    sealingPublicKey;
    sealingKeyId;
    joinedAt;
}
_ts_decorate([
    PrimaryColumn(TEXT_KEY),
    _ts_metadata("design:type", String)
], EdgeEntity.prototype, "edge", void 0);
_ts_decorate([
    Column('text', {
        name: 'nats_public_key'
    }),
    _ts_metadata("design:type", String)
], EdgeEntity.prototype, "natsPublicKey", void 0);
_ts_decorate([
    Column('text', {
        name: 'sealing_public_key'
    }),
    _ts_metadata("design:type", String)
], EdgeEntity.prototype, "sealingPublicKey", void 0);
_ts_decorate([
    Column('text', {
        name: 'sealing_key_id'
    }),
    _ts_metadata("design:type", String)
], EdgeEntity.prototype, "sealingKeyId", void 0);
_ts_decorate([
    Column('bigint', {
        name: 'joined_at'
    }),
    _ts_metadata("design:type", String)
], EdgeEntity.prototype, "joinedAt", void 0);
EdgeEntity = _ts_decorate([
    Entity('edges')
], EdgeEntity);
export class JoinTokenEntity {
    id;
    secretHash;
    role;
    name;
    expiresAt;
    revoked;
    usedBy;
}
_ts_decorate([
    PrimaryColumn(TEXT_KEY),
    _ts_metadata("design:type", String)
], JoinTokenEntity.prototype, "id", void 0);
_ts_decorate([
    Column('text', {
        name: 'secret_hash'
    }),
    _ts_metadata("design:type", String)
], JoinTokenEntity.prototype, "secretHash", void 0);
_ts_decorate([
    Column('text'),
    _ts_metadata("design:type", String)
], JoinTokenEntity.prototype, "role", void 0);
_ts_decorate([
    Column('text'),
    _ts_metadata("design:type", String)
], JoinTokenEntity.prototype, "name", void 0);
_ts_decorate([
    Column('bigint', {
        name: 'expires_at'
    }),
    _ts_metadata("design:type", String)
], JoinTokenEntity.prototype, "expiresAt", void 0);
_ts_decorate([
    Column('boolean'),
    _ts_metadata("design:type", Boolean)
], JoinTokenEntity.prototype, "revoked", void 0);
_ts_decorate([
    Column('text', {
        name: 'used_by',
        nullable: true
    }),
    _ts_metadata("design:type", Object)
], JoinTokenEntity.prototype, "usedBy", void 0);
JoinTokenEntity = _ts_decorate([
    Entity('join_tokens')
], JoinTokenEntity);
export class VaultEntity {
    name;
    encoding;
    keyId;
    body;
}
_ts_decorate([
    PrimaryColumn(TEXT_KEY),
    _ts_metadata("design:type", String)
], VaultEntity.prototype, "name", void 0);
_ts_decorate([
    Column('text'),
    _ts_metadata("design:type", String)
], VaultEntity.prototype, "encoding", void 0);
_ts_decorate([
    Column('text', {
        name: 'key_id'
    }),
    _ts_metadata("design:type", String)
], VaultEntity.prototype, "keyId", void 0);
_ts_decorate([
    Column('bytea'),
    _ts_metadata("design:type", typeof Buffer === "undefined" ? Object : Buffer)
], VaultEntity.prototype, "body", void 0);
VaultEntity = _ts_decorate([
    Entity('vault')
], VaultEntity);
export const ENTITIES = [
    RvCounterEntity,
    ChangeHorizonEntity,
    ObjectEntity,
    ChangeEntity,
    WorkGenerationEntity,
    ManifestEntity,
    WorkEntity,
    MoveBucketEntity,
    ReportEntity,
    HeartbeatEntity,
    HubStateEntity,
    AgentEntity,
    EdgeEntity,
    JoinTokenEntity,
    VaultEntity
];
