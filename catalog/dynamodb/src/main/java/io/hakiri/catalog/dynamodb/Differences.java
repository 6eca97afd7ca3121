package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.dynamodb.TableShape.Index;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryDescription;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ReplicaDescription;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** A real table beside the shape that it should have. */
final class Differences {
    private static final String PROVISIONED = "PROVISIONED";
    private static final String UPGRADE = "hakiri catalog upgrade switches it on";

    private final TableShape shape;
    private final TableDescription table;
    private final Map<String, String> types;
    private final List<Difference> found = new ArrayList<>();

    private Differences(TableShape shape, TableDescription table) {
        this.shape = shape;
        this.table = table;
        this.types = table.attributeDefinitions().stream()
                .collect(Collectors.toMap(
                        AttributeDefinition::attributeName, AttributeDefinition::attributeTypeAsString));
    }

    /** Those that a catalog cannot work with first. {@code null} for what could not be asked for. */
    static List<Difference> of(
            TableShape shape,
            TableDescription table,
            @Nullable DescribeTimeToLiveResponse timeToLive,
            @Nullable DescribeContinuousBackupsResponse backups) {
        Differences differences = new Differences(shape, table);
        differences.key();
        differences.indexes();
        differences.otherIndexes();
        differences.replicas();
        differences.billing();
        differences.stream();
        differences.deletionProtection();
        if (timeToLive != null) {
            differences.timeToLive(timeToLive.timeToLiveDescription());
        }
        if (backups != null) {
            differences.recovery(
                    backups.continuousBackupsDescription() == null
                            ? null
                            : backups.continuousBackupsDescription().pointInTimeRecoveryDescription());
        }
        return differences.found.stream()
                .sorted((a, b) -> Boolean.compare(b.fatal(), a.fatal()))
                .toList();
    }

    private void add(String what, String expected, String given, String mend) {
        found.add(new Difference(what, expected, given, mend, false));
    }

    private void addFatal(String what, String expected, String given, String mend) {
        found.add(new Difference(what, expected, given, mend, true));
    }

    private void key() {
        String expected = words(shape.key());
        String given = words(table.keySchema());
        if (!given.equals(expected)) {
            addFatal(
                    "key",
                    expected,
                    given,
                    "A table's key stays as it was made: name another table, which hakiri catalog init makes");
        }
    }

    private void indexes() {
        for (Index index : shape.indexes()) {
            GlobalSecondaryIndexDescription real = table.globalSecondaryIndexes().stream()
                    .filter(one -> one.indexName().equals(index.name()))
                    .findAny()
                    .orElse(null);
            if (real == null) {
                addFatal(
                        "index " + index.name(),
                        words(index.key()) + " with " + index.projection(),
                        "none",
                        "Have it added by what made the table; nothing that is due is found without it");
            } else {
                index(index, real);
            }
        }
    }

    private void index(Index index, GlobalSecondaryIndexDescription real) {
        String name = "index " + index.name();
        String given = words(real.keySchema());
        if (!given.equals(words(index.key()))) {
            addFatal(
                    name,
                    words(index.key()),
                    given,
                    "An index's key stays as it was made: remove it, and have it added");
            return;
        }
        Projection projection = real.projection();
        if (projection == null || !index.projection().equals(projection.projectionTypeAsString())) {
            add(
                    name + ", projection",
                    index.projection(),
                    projection == null ? "none" : projection.projectionTypeAsString(),
                    "It works, and each write of an item in it may cost more: remove it, and have it added");
        }
        if (real.indexStatus() == IndexStatus.CREATING || real.indexStatus() == IndexStatus.DELETING) {
            addFatal(
                    name,
                    IndexStatus.ACTIVE.toString(),
                    real.indexStatusAsString(),
                    "Wait until the service has done with it");
        }
    }

    private void otherIndexes() {
        List<String> ours = shape.indexes().stream().map(Index::name).toList();
        List<String> others = new ArrayList<>();
        table.globalSecondaryIndexes().stream()
                .map(GlobalSecondaryIndexDescription::indexName)
                .filter(name -> !ours.contains(name))
                .forEach(others::add);
        table.localSecondaryIndexes().stream()
                .map(LocalSecondaryIndexDescription::indexName)
                .forEach(others::add);
        for (String other : others) {
            add("index " + other, "none", "one", "Hakiri does not use it, and it costs write units: remove it");
        }
    }

    /** Two regions accept writes without asking each other: both would grant the same lease. */
    private void replicas() {
        if (table.hasReplicas() && !table.replicas().isEmpty()) {
            addFatal(
                    "replicas",
                    "none",
                    table.replicas().stream()
                            .map(ReplicaDescription::regionName)
                            .collect(Collectors.joining(", ")),
                    "Fences are not safe where several regions write: remove the replicas");
        }
    }

    private void billing() {
        String given = table.billingModeSummary() == null
                ? PROVISIONED
                : table.billingModeSummary().billingModeAsString();
        if (!given.equals(shape.billingMode())) {
            add(
                    "billing",
                    shape.billingMode(),
                    given,
                    "It works within the provisioned units: aws dynamodb update-table --table-name " + table.tableName()
                            + " --billing-mode " + shape.billingMode());
        }
    }

    private void stream() {
        StreamSpecification stream = table.streamSpecification();
        String given = stream == null || !Boolean.TRUE.equals(stream.streamEnabled())
                ? "none"
                : stream.streamViewTypeAsString();
        if (!given.equals(shape.stream())) {
            add(
                    "stream",
                    shape.stream(),
                    given,
                    (given.equals("none") ? "" : "Switch the one that there is off first. ")
                            + "What expires cannot be archived without it: aws dynamodb update-table --table-name "
                            + table.tableName() + " --stream-specification StreamEnabled=true,StreamViewType="
                            + shape.stream());
        }
    }

    private void deletionProtection() {
        if (shape.deletionProtection() && !Boolean.TRUE.equals(table.deletionProtectionEnabled())) {
            add(
                    "deletion protection",
                    "on",
                    "off",
                    "aws dynamodb update-table --table-name " + table.tableName() + " --deletion-protection-enabled");
        }
    }

    private void timeToLive(@Nullable TimeToLiveDescription real) {
        String expected = "on, by the attribute " + shape.timeToLive();
        if (real == null || !expires(real)) {
            add("time to live", expected, "off", UPGRADE);
        } else if (!shape.timeToLive().equals(real.attributeName())) {
            add(
                    "time to live",
                    expected,
                    "on, by the attribute " + real.attributeName(),
                    "Nothing of Hakiri's goes by itself like this: switch it off, and an hour later " + UPGRADE);
        }
    }

    /** Whether items expire, or soon will. */
    static boolean expires(@Nullable TimeToLiveDescription real) {
        return real != null
                && (real.timeToLiveStatus() == TimeToLiveStatus.ENABLED
                        || real.timeToLiveStatus() == TimeToLiveStatus.ENABLING);
    }

    private void recovery(@Nullable PointInTimeRecoveryDescription real) {
        if (shape.pointInTimeRecovery() && !recovers(real)) {
            add("point-in-time recovery", "on", "off", UPGRADE);
        }
    }

    static boolean recovers(@Nullable PointInTimeRecoveryDescription real) {
        return real != null && real.pointInTimeRecoveryStatus() == PointInTimeRecoveryStatus.ENABLED;
    }

    private String words(TableShape.Key key) {
        return word(key.partition(), type(key.partition())) + " and " + word(key.sort(), type(key.sort()));
    }

    private String type(String attribute) {
        return shape.attributes().stream()
                .filter(one -> one.name().equals(attribute))
                .map(TableShape.Attribute::type)
                .findAny()
                .orElse("?");
    }

    private String words(List<KeySchemaElement> schema) {
        return schema.stream()
                .map(element -> word(element.attributeName(), types.getOrDefault(element.attributeName(), "?")))
                .collect(Collectors.joining(" and "));
    }

    private static String word(String attribute, String type) {
        return attribute + " (" + type + ")";
    }
}
