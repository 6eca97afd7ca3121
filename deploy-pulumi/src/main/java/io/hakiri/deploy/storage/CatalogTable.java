package io.hakiri.deploy.storage;

import com.pulumi.aws.dynamodb.Table;
import com.pulumi.aws.dynamodb.TableArgs;
import com.pulumi.aws.dynamodb.inputs.TableAttributeArgs;
import com.pulumi.aws.dynamodb.inputs.TableGlobalSecondaryIndexArgs;
import com.pulumi.aws.dynamodb.inputs.TablePointInTimeRecoveryArgs;
import com.pulumi.aws.dynamodb.inputs.TableServerSideEncryptionArgs;
import com.pulumi.aws.dynamodb.inputs.TableTtlArgs;
import com.pulumi.core.Output;
import io.hakiri.catalog.dynamodb.TableDefinition;
import io.hakiri.catalog.dynamodb.TableShape;
import io.hakiri.deploy.access.Policy;
import io.hakiri.deploy.piece.Piece;
import io.hakiri.deployment.Rights;

/** The table that the catalog is, as the application defines it. */
public final class CatalogTable extends Piece {
    private final Table table;
    private final String tableName;

    /**
     * Makes it.
     *
     * @param tableName as the catalog's address says it
     * @param protect whether it can only be deleted after somebody has switched this off
     * @param recovery whether it can be restored to any second of the last 35 days
     */
    public CatalogTable(String name, String tableName, Output<String> key, boolean protect, boolean recovery) {
        super("CatalogTable", name);
        this.tableName = tableName;
        TableShape shape = TableDefinition.describe();
        table = new Table(
                name,
                TableArgs.builder()
                        .name(tableName)
                        .billingMode(shape.billingMode())
                        .hashKey(shape.key().partition())
                        .rangeKey(shape.key().sort())
                        .attributes(shape.attributes().stream()
                                .map(attribute -> TableAttributeArgs.builder()
                                        .name(attribute.name())
                                        .type(attribute.type())
                                        .build())
                                .toList())
                        .globalSecondaryIndexes(shape.indexes().stream()
                                .map(index -> TableGlobalSecondaryIndexArgs.builder()
                                        .name(index.name())
                                        .hashKey(index.key().partition())
                                        .rangeKey(index.key().sort())
                                        .projectionType(index.projection())
                                        .build())
                                .toList())
                        .ttl(TableTtlArgs.builder()
                                .attributeName(shape.timeToLive())
                                .enabled(true)
                                .build())
                        .pointInTimeRecovery(TablePointInTimeRecoveryArgs.builder()
                                .enabled(shape.pointInTimeRecovery() && recovery)
                                .build())
                        .streamEnabled(true)
                        .streamViewType(shape.stream())
                        .serverSideEncryption(TableServerSideEncryptionArgs.builder()
                                .enabled(true)
                                .kmsKeyArn(key)
                                .build())
                        .deletionProtectionEnabled(shape.deletionProtection() && protect)
                        .build(),
                mine());
        done();
    }

    /** Its name. */
    public String tableName() {
        return tableName;
    }

    /** Of its stream. */
    public Output<String> streamArn() {
        return table.streamArn();
    }

    /** What who runs pipelines may do with it. */
    public void letWork(Policy policy) {
        policy.allow("CatalogTable", Rights.TABLE, table.arn());
        for (TableShape.Index index : TableDefinition.describe().indexes()) {
            policy.allow(
                    "CatalogIndex" + index.name(),
                    Rights.TABLE_INDEX,
                    table.arn().applyValue(arn -> arn + "/index/" + index.name()));
        }
    }
}
