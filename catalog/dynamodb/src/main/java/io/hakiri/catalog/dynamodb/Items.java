package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The keys of all items (ADR 0013). Names of projects and pipelines hold no slash and begin with a letter or a digit, so that
 * no partition of one thing is another's.
 *
 * <pre>
 * partition            sort key            item
 * !catalog             !                   which table this is, and the generation of new projects
 * !projects            PROJECT             a project exists
 * PROJECT              !                   the project: table, generation, seal, number of its last audit event
 * PROJECT              PPIPELINE           a pipeline exists, or did
 * PROJECT              ANUMBER             an audit event of the project
 * PROJECT              KTOKEN, HHASH       an API token; which token has this hash
 * PROJECT/!SHARD       !                   the project is sealed, being received or moved: no new keys, no new pipelines
 * PROJECT/!SHARD       KSCOPE\nKEY         an idempotency key
 * PROJECT/!SHARD       QREQUEST            the first answer to a start of a key
 * PROJECT/PIPELINE     !                   the head
 * PROJECT/PIPELINE     ~ID                 a page of one of its trees
 * PROJECT/PIPELINE     FFENCE              what happened under a fence: a run, or how far a chunk or a rewind moved cursors
 * PROJECT/PIPELINE     TFENCE.NUMBER       settled receipts of a fence that no record of a run has
 * PROJECT/PIPELINE     ERUN                a run that ended before it began
 * PROJECT/PIPELINE     ANUMBER             an audit event
 * PROJECT/PIPELINE     QREQUEST            the first answer to a request
 * </pre>
 *
 * Numbers and fences are written with 16 hexadecimal digits, so that they sort.
 */
final class Items {
    static final String HEAD = "!";
    static final String PROJECTS = "!projects";
    static final Table.Key CATALOG = new Table.Key("!catalog", HEAD);
    static final String PIPELINE = "P";
    static final String FENCE = "F";
    static final String RECEIPTS = "T";
    static final String QUEUED = "E";
    static final String AUDIT = "A";
    static final String REQUEST = "Q";
    static final String TOKEN = "K";
    static final String TOKEN_HASH = "H";
    static final String KEY = "K";

    /** Partitions that a project's idempotency keys are spread over. */
    static final int KEY_SHARDS = 16;

    /** Partitions of the index that a project's due times are spread over. */
    static final int DUE_SHARDS = 2;

    /** Digits of a number. */
    static final int DIGITS = 16;

    /** Sorts behind all that begins with the same. */
    static final String LAST = "\uFFFF";

    private Items() {}

    static Map<String, AttributeValue> of(Table.Key key) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(TableDefinition.PARTITION_KEY, AttributeValue.fromS(key.pk()));
        item.put(TableDefinition.SORT_KEY, AttributeValue.fromS(key.sk()));
        return item;
    }

    static Table.Key keyOf(Map<String, AttributeValue> item) {
        return new Table.Key(value(item, TableDefinition.PARTITION_KEY).s(), sortKey(item));
    }

    static String sortKey(Map<String, AttributeValue> item) {
        return value(item, TableDefinition.SORT_KEY).s();
    }

    /** The version of an item. */
    static SdkBytes version(Map<String, AttributeValue> item) {
        return value(item, Table.VERSION).b();
    }

    private static AttributeValue value(Map<String, AttributeValue> item, String attribute) {
        AttributeValue value = item.get(attribute);
        if (value == null) {
            throw new CatalogException.Corrupt("an item has no attribute " + attribute, null);
        }
        return value;
    }

    static String partition(PipelineKey key) {
        return key.project().value() + "/" + key.pipeline().value();
    }

    static Table.Key head(PipelineKey key) {
        return new Table.Key(partition(key), HEAD);
    }

    static Table.Key project(ProjectId project) {
        return new Table.Key(project.value(), HEAD);
    }

    static Table.Key pipeline(PipelineKey key) {
        return new Table.Key(key.project().value(), PIPELINE + key.pipeline().value());
    }

    static Table.Key fence(PipelineKey key, Fence fence) {
        return new Table.Key(partition(key), fenceSort(fence));
    }

    static String fenceSort(Fence fence) {
        return FENCE + number(fence.value());
    }

    static Table.Key queued(PipelineKey key, RunId run) {
        return new Table.Key(partition(key), QUEUED + run);
    }

    static Table.Key request(PipelineKey key, RequestId request) {
        return new Table.Key(partition(key), REQUEST + request.value());
    }

    /** Sorts behind all that begins with this. */
    static String after(String prefix) {
        return String.valueOf((char) (prefix.charAt(0) + 1));
    }

    static String number(long number) {
        return "%016x".formatted(number);
    }

    static long number(String digits) {
        return Long.parseLong(digits, 16);
    }

    /** From when the table itself may remove an item, in whole seconds: never too early. */
    static AttributeValue expiry(Instant at) {
        return AttributeValue.fromN(Long.toString(at.getEpochSecond() + 1));
    }

    /** Whether an item's time is over: it reads as absent also while it is still there. */
    static boolean expired(Map<String, AttributeValue> item, Instant now) {
        AttributeValue ttl = item.get(TableDefinition.TTL);
        return ttl != null && Long.parseLong(ttl.n()) <= now.getEpochSecond();
    }

    // ---- keys and doors

    static String keyPartition(ProjectId project, int shard) {
        return project.value() + "/!" + shard;
    }

    static Table.Key key(KeyId key) {
        String name = key.scope() + "\n" + key.key();
        return new Table.Key(keyPartition(key.project(), shard(name)), KEY + name);
    }

    static Table.Key keyRequest(ProjectId project, RequestId request) {
        return new Table.Key(keyPartition(project, shard(request.value())), REQUEST + request.value());
    }

    /** What is there while the project is sealed, being received or moved. */
    static Table.Key door(ProjectId project, int shard) {
        return new Table.Key(keyPartition(project, shard), HEAD);
    }

    static Table.Key door(PipelineKey key) {
        return door(key.project(), shard(key.pipeline().value()));
    }

    static Table.Key doorOf(KeyId key) {
        return door(key.project(), shard(key.scope() + "\n" + key.key()));
    }

    private static int shard(String name) {
        return Math.floorMod(name.hashCode(), KEY_SHARDS);
    }

    // ---- the index of due times

    /** A partition of pipelines that a claim may hand out. */
    static String awake(ProjectId project, int shard) {
        return project.value() + "/a" + shard;
    }

    /** A partition of those where something ends by itself, but that no claim hands out. */
    static String asleep(ProjectId project, int shard) {
        return project.value() + "/s" + shard;
    }

    static int dueShard(PipelineId pipeline) {
        return Math.floorMod(pipeline.value().hashCode(), DUE_SHARDS);
    }
}
