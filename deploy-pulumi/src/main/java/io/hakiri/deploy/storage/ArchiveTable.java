package io.hakiri.deploy.storage;

import com.pulumi.aws.glue.CatalogDatabase;
import com.pulumi.aws.glue.CatalogDatabaseArgs;
import com.pulumi.aws.glue.CatalogTableArgs;
import com.pulumi.aws.glue.inputs.CatalogTableOpenTableFormatInputArgs;
import com.pulumi.aws.glue.inputs.CatalogTableOpenTableFormatInputIcebergInputArgs;
import com.pulumi.aws.glue.inputs.CatalogTablePartitionKeyArgs;
import com.pulumi.aws.glue.inputs.CatalogTableStorageDescriptorArgs;
import com.pulumi.aws.glue.inputs.CatalogTableStorageDescriptorColumnArgs;
import com.pulumi.aws.glue.inputs.CatalogTableStorageDescriptorSerDeInfoArgs;
import com.pulumi.core.Output;
import io.hakiri.deploy.access.Account;
import io.hakiri.deploy.piece.Piece;
import java.util.List;
import java.util.Map;

/** What the archive's files are for who asks them in SQL: four columns, of which {@code run} is the JSON object that docs/dynamodb.md describes. */
final class ArchiveTable extends Piece {
    /** In the bucket. */
    static final String FOLDER = "runs";

    private static final String TABLE = "runs";
    private static final Map<String, String> PARQUET = Map.of("classification", "parquet");

    private final CatalogDatabase database;
    private final com.pulumi.aws.glue.CatalogTable table;

    ArchiveTable(String name, Piece parent, DataBucket bucket, String prefix, boolean iceberg) {
        super("ArchiveTable", name, parent);
        database = new CatalogDatabase(
                name("database"),
                CatalogDatabaseArgs.builder()
                        .name(prefix.replace('-', '_') + "_archive")
                        .build(),
                mine());
        CatalogTableArgs.Builder arguments = CatalogTableArgs.builder()
                .databaseName(database.name())
                .name(TABLE)
                .tableType("EXTERNAL_TABLE")
                .storageDescriptor(storage(bucket.bucketName(), iceberg));
        if (iceberg) {
            arguments.openTableFormatInput(CatalogTableOpenTableFormatInputArgs.builder()
                    .icebergInput(CatalogTableOpenTableFormatInputIcebergInputArgs.builder()
                            .metadataOperation("CREATE")
                            .version("2")
                            .build())
                    .build());
        } else {
            arguments
                    .parameters(PARQUET)
                    .partitionKeys(CatalogTablePartitionKeyArgs.builder()
                            .name("day")
                            .type("string")
                            .build());
        }
        table = new com.pulumi.aws.glue.CatalogTable(name, arguments.build(), mine());
        done();
    }

    private static CatalogTableStorageDescriptorArgs storage(Output<String> bucket, boolean iceberg) {
        CatalogTableStorageDescriptorArgs.Builder storage = CatalogTableStorageDescriptorArgs.builder()
                .location(bucket.applyValue(name -> "s3://" + name + "/" + FOLDER + (iceberg ? "" : "/")))
                .columns(
                        column("pipeline", "string"),
                        column("fence", "string"),
                        column("run", "string"),
                        column("expired_at", "bigint"));
        if (!iceberg) {
            storage.inputFormat("org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat")
                    .outputFormat("org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat")
                    .serDeInfo(CatalogTableStorageDescriptorSerDeInfoArgs.builder()
                            .serializationLibrary("org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe")
                            .build());
        }
        return storage.build();
    }

    private static CatalogTableStorageDescriptorColumnArgs column(String name, String type) {
        return CatalogTableStorageDescriptorColumnArgs.builder()
                .name(name)
                .type(type)
                .build();
    }

    Output<String> database() {
        return database.name();
    }

    Output<String> table() {
        return table.name();
    }

    /** Of all that a right on the table has to name. */
    List<Output<String>> arns(Account account) {
        return List.of(account.arn("glue", "catalog"), database.arn(), table.arn());
    }
}
