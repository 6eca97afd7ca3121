package io.hakiri.deploy.storage;

import com.pulumi.aws.cloudwatch.LogGroup;
import com.pulumi.aws.cloudwatch.LogGroupArgs;
import com.pulumi.aws.cloudwatch.LogStream;
import com.pulumi.aws.cloudwatch.LogStreamArgs;
import com.pulumi.aws.kinesis.FirehoseDeliveryStream;
import com.pulumi.aws.kinesis.FirehoseDeliveryStreamArgs;
import com.pulumi.aws.kinesis.inputs.FirehoseDeliveryStreamExtendedS3ConfigurationArgs;
import com.pulumi.aws.kinesis.inputs.FirehoseDeliveryStreamExtendedS3ConfigurationCloudwatchLoggingOptionsArgs;
import com.pulumi.aws.kinesis.inputs.FirehoseDeliveryStreamExtendedS3ConfigurationDataFormatConversionConfigurationArgs;
import com.pulumi.aws.kinesis.inputs.FirehoseDeliveryStreamExtendedS3ConfigurationDataFormatConversionConfigurationInputFormatConfigurationArgs;
import com.pulumi.aws.kinesis.inputs.FirehoseDeliveryStreamExtendedS3ConfigurationDataFormatConversionConfigurationInputFormatConfigurationDeserializerArgs;
import com.pulumi.aws.kinesis.inputs.FirehoseDeliveryStreamExtendedS3ConfigurationDataFormatConversionConfigurationInputFormatConfigurationDeserializerOpenXJsonSerDeArgs;
import com.pulumi.aws.kinesis.inputs.FirehoseDeliveryStreamExtendedS3ConfigurationDataFormatConversionConfigurationOutputFormatConfigurationArgs;
import com.pulumi.aws.kinesis.inputs.FirehoseDeliveryStreamExtendedS3ConfigurationDataFormatConversionConfigurationOutputFormatConfigurationSerializerArgs;
import com.pulumi.aws.kinesis.inputs.FirehoseDeliveryStreamExtendedS3ConfigurationDataFormatConversionConfigurationOutputFormatConfigurationSerializerParquetSerDeArgs;
import com.pulumi.aws.kinesis.inputs.FirehoseDeliveryStreamExtendedS3ConfigurationDataFormatConversionConfigurationSchemaConfigurationArgs;
import com.pulumi.aws.kinesis.inputs.FirehoseDeliveryStreamIcebergConfigurationArgs;
import com.pulumi.aws.kinesis.inputs.FirehoseDeliveryStreamIcebergConfigurationCloudwatchLoggingOptionsArgs;
import com.pulumi.aws.kinesis.inputs.FirehoseDeliveryStreamIcebergConfigurationDestinationTableConfigurationArgs;
import com.pulumi.aws.kinesis.inputs.FirehoseDeliveryStreamIcebergConfigurationS3ConfigurationArgs;
import com.pulumi.aws.kinesis.inputs.FirehoseDeliveryStreamServerSideEncryptionArgs;
import com.pulumi.aws.pipes.Pipe;
import com.pulumi.aws.pipes.PipeArgs;
import com.pulumi.aws.pipes.inputs.PipeSourceParametersArgs;
import com.pulumi.aws.pipes.inputs.PipeSourceParametersDynamodbStreamParametersArgs;
import com.pulumi.aws.pipes.inputs.PipeSourceParametersDynamodbStreamParametersDeadLetterConfigArgs;
import com.pulumi.aws.pipes.inputs.PipeSourceParametersFilterCriteriaArgs;
import com.pulumi.aws.pipes.inputs.PipeSourceParametersFilterCriteriaFilterArgs;
import com.pulumi.aws.pipes.inputs.PipeTargetParametersArgs;
import com.pulumi.aws.sqs.Queue;
import com.pulumi.aws.sqs.QueueArgs;
import com.pulumi.core.Output;
import io.hakiri.deploy.access.Account;
import io.hakiri.deploy.access.KeyRights;
import io.hakiri.deploy.access.Policy;
import io.hakiri.deploy.access.ServiceRole;
import io.hakiri.deploy.piece.Piece;
import io.hakiri.deploy.settings.Settings;
import java.util.List;

/**
 * Runs that the table lets go of, kept in a bucket: the table's stream, of which a pipe takes what expired and was a run, and Firehose writes it as
 * Parquet or into a table of Iceberg. What does not get there waits in a queue. No code of anybody's runs in it.
 */
public final class RunArchive extends Piece {
    /** Removed by the table itself, and a run. */
    private static final String EXPIRED_RUNS = """
            {"eventName":["REMOVE"],"userIdentity":{"type":["Service"],"principalId":["dynamodb.amazonaws.com"]},\
            "dynamodb":{"OldImage":{"run":{"S":[{"exists":true}]}}}}""";

    /** A row of {@link ArchiveTable}. */
    private static final String ROW = """
            {"pipeline": <$.dynamodb.OldImage.pk.S>, "fence": <$.dynamodb.OldImage.sk.S>, \
            "run": <$.dynamodb.OldImage.run.S>, "expired_at": <$.dynamodb.ApproximateCreationDateTime>}""";

    private static final List<String> READ_STREAM = List.of(
            "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams");
    private static final List<String> DELIVER = List.of("firehose:PutRecord", "firehose:PutRecordBatch");
    private static final List<String> WRITE_BUCKET =
            List.of("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads");
    private static final List<String> WRITE_OBJECTS =
            List.of("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject");
    private static final List<String> READ_SCHEMA =
            List.of("glue:GetDatabase", "glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions");
    private static final List<String> CHANGE_TABLE = List.of("glue:UpdateTable");

    /** A day's tries, as long as the stream keeps what it showed. */
    private static final int TRY_SECONDS = 86_400;

    private static final int BUFFER_SECONDS = 900;
    private static final int BUFFER_MIB = 128;
    private static final int QUEUE_DAYS_IN_SECONDS = 1_209_600;

    private final Queue missed;

    /**
     * Makes it.
     *
     * @param form Parquet or Iceberg
     * @param prefix of names that are the same for the whole account
     */
    public RunArchive(
            String name,
            Account account,
            CatalogTable table,
            DataBucket bucket,
            Output<String> key,
            Settings.Archive form,
            String prefix,
            int logDays) {
        super("RunArchive", name);
        missed = new Queue(
                name("missed"),
                QueueArgs.builder()
                        .kmsMasterKeyId(key)
                        .messageRetentionSeconds(QUEUE_DAYS_IN_SECONDS)
                        .build(),
                mine());
        boolean iceberg = form == Settings.Archive.ICEBERG;
        ArchiveTable rows = new ArchiveTable(name("table"), this, bucket, prefix, iceberg);
        LogGroup log = new LogGroup(
                name("log"),
                LogGroupArgs.builder()
                        .name("/hakiri/" + prefix + "/archive")
                        .retentionInDays(logDays)
                        .kmsKeyId(key)
                        .build(),
                mine());
        LogStream faults = new LogStream(
                name("log-stream"),
                LogStreamArgs.builder()
                        .name("delivery")
                        .logGroupName(log.name())
                        .build(),
                mine());
        ServiceRole writer = new ServiceRole(
                name("writer"),
                this,
                account,
                "firehose.amazonaws.com",
                writing(account, bucket, key, log, rows, iceberg));
        FirehoseDeliveryStreamArgs.Builder stream = FirehoseDeliveryStreamArgs.builder()
                .name(prefix + "-archive")
                .serverSideEncryption(FirehoseDeliveryStreamServerSideEncryptionArgs.builder()
                        .enabled(true)
                        .keyType("CUSTOMER_MANAGED_CMK")
                        .keyArn(key)
                        .build());
        if (iceberg) {
            stream.destination("iceberg")
                    .icebergConfiguration(iceberg(account, bucket, rows, writer, log, faults, key));
        } else {
            stream.destination("extended_s3")
                    .extendedS3Configuration(parquet(account, bucket, rows, writer, log, faults, key));
        }
        FirehoseDeliveryStream delivery = new FirehoseDeliveryStream(name, stream.build(), mine());
        pipe(account, table, key, delivery);
        done();
    }

    private static Policy writing(
            Account account, DataBucket bucket, Output<String> key, LogGroup log, ArchiveTable rows, boolean iceberg) {
        return new Policy()
                .allow("Bucket", WRITE_BUCKET, bucket.arn())
                .allow("Objects", WRITE_OBJECTS, bucket.objects())
                .allow("Key", KeyRights.USE, key)
                .allow("Log", List.of("logs:PutLogEvents"), log.arn().applyValue(arn -> arn + ":log-stream:*"))
                .allow(
                        "Schema",
                        iceberg
                                ? List.of(READ_SCHEMA, CHANGE_TABLE).stream()
                                        .flatMap(List::stream)
                                        .toList()
                                : READ_SCHEMA,
                        rows.arns(account));
    }

    private static FirehoseDeliveryStreamIcebergConfigurationArgs iceberg(
            Account account,
            DataBucket bucket,
            ArchiveTable rows,
            ServiceRole writer,
            LogGroup log,
            LogStream faults,
            Output<String> key) {
        return FirehoseDeliveryStreamIcebergConfigurationArgs.builder()
                .roleArn(writer.arn())
                .catalogArn(account.arn("glue", "catalog"))
                .bufferingInterval(BUFFER_SECONDS)
                .bufferingSize(BUFFER_MIB)
                .destinationTableConfigurations(
                        FirehoseDeliveryStreamIcebergConfigurationDestinationTableConfigurationArgs.builder()
                                .databaseName(rows.database())
                                .tableName(rows.table())
                                .build())
                .s3Configuration(FirehoseDeliveryStreamIcebergConfigurationS3ConfigurationArgs.builder()
                        .roleArn(writer.arn())
                        .bucketArn(bucket.arn())
                        .kmsKeyArn(key)
                        .errorOutputPrefix("errors/")
                        .build())
                .cloudwatchLoggingOptions(
                        FirehoseDeliveryStreamIcebergConfigurationCloudwatchLoggingOptionsArgs.builder()
                                .enabled(true)
                                .logGroupName(log.name())
                                .logStreamName(faults.name())
                                .build())
                .build();
    }

    private static FirehoseDeliveryStreamExtendedS3ConfigurationArgs parquet(
            Account account,
            DataBucket bucket,
            ArchiveTable rows,
            ServiceRole writer,
            LogGroup log,
            LogStream faults,
            Output<String> key) {
        return FirehoseDeliveryStreamExtendedS3ConfigurationArgs.builder()
                .roleArn(writer.arn())
                .bucketArn(bucket.arn())
                .kmsKeyArn(key)
                .prefix(ArchiveTable.FOLDER + "/day=!{timestamp:yyyy-MM-dd}/")
                .errorOutputPrefix("errors/!{firehose:error-output-type}/")
                .bufferingInterval(BUFFER_SECONDS)
                .bufferingSize(BUFFER_MIB)
                .compressionFormat("UNCOMPRESSED") // Parquet compresses by itself
                .dataFormatConversionConfiguration(
                        FirehoseDeliveryStreamExtendedS3ConfigurationDataFormatConversionConfigurationArgs.builder()
                                .enabled(true)
                                .inputFormatConfiguration(
                                        FirehoseDeliveryStreamExtendedS3ConfigurationDataFormatConversionConfigurationInputFormatConfigurationArgs
                                                .builder()
                                                .deserializer(
                                                        FirehoseDeliveryStreamExtendedS3ConfigurationDataFormatConversionConfigurationInputFormatConfigurationDeserializerArgs
                                                                .builder()
                                                                .openXJsonSerDe(
                                                                        FirehoseDeliveryStreamExtendedS3ConfigurationDataFormatConversionConfigurationInputFormatConfigurationDeserializerOpenXJsonSerDeArgs
                                                                                .builder()
                                                                                .build())
                                                                .build())
                                                .build())
                                .outputFormatConfiguration(
                                        FirehoseDeliveryStreamExtendedS3ConfigurationDataFormatConversionConfigurationOutputFormatConfigurationArgs
                                                .builder()
                                                .serializer(
                                                        FirehoseDeliveryStreamExtendedS3ConfigurationDataFormatConversionConfigurationOutputFormatConfigurationSerializerArgs
                                                                .builder()
                                                                .parquetSerDe(
                                                                        FirehoseDeliveryStreamExtendedS3ConfigurationDataFormatConversionConfigurationOutputFormatConfigurationSerializerParquetSerDeArgs
                                                                                .builder()
                                                                                .build())
                                                                .build())
                                                .build())
                                .schemaConfiguration(
                                        FirehoseDeliveryStreamExtendedS3ConfigurationDataFormatConversionConfigurationSchemaConfigurationArgs
                                                .builder()
                                                .roleArn(writer.arn())
                                                .region(account.region())
                                                .databaseName(rows.database())
                                                .tableName(rows.table())
                                                .build())
                                .build())
                .cloudwatchLoggingOptions(
                        FirehoseDeliveryStreamExtendedS3ConfigurationCloudwatchLoggingOptionsArgs.builder()
                                .enabled(true)
                                .logGroupName(log.name())
                                .logStreamName(faults.name())
                                .build())
                .build();
    }

    private void pipe(Account account, CatalogTable table, Output<String> key, FirehoseDeliveryStream delivery) {
        ServiceRole reader = new ServiceRole(
                name("reader"),
                this,
                account,
                "pipes.amazonaws.com",
                new Policy()
                        .allow("Stream", READ_STREAM, table.streamArn())
                        .allow("Delivery", DELIVER, delivery.arn())
                        .allow("Missed", List.of("sqs:SendMessage"), missed.arn())
                        .allow("Key", KeyRights.USE, key));
        new Pipe(
                name("pipe"),
                PipeArgs.builder()
                        .description("Expired runs of the catalog, to the archive")
                        .roleArn(reader.arn())
                        .source(table.streamArn())
                        .sourceParameters(PipeSourceParametersArgs.builder()
                                .filterCriteria(PipeSourceParametersFilterCriteriaArgs.builder()
                                        .filters(PipeSourceParametersFilterCriteriaFilterArgs.builder()
                                                .pattern(EXPIRED_RUNS)
                                                .build())
                                        .build())
                                .dynamodbStreamParameters(PipeSourceParametersDynamodbStreamParametersArgs.builder()
                                        .startingPosition("TRIM_HORIZON")
                                        .maximumRecordAgeInSeconds(TRY_SECONDS)
                                        .onPartialBatchItemFailure("AUTOMATIC_BISECT")
                                        .deadLetterConfig(
                                                PipeSourceParametersDynamodbStreamParametersDeadLetterConfigArgs
                                                        .builder()
                                                        .arn(missed.arn())
                                                        .build())
                                        .build())
                                .build())
                        .target(delivery.arn())
                        .targetParameters(PipeTargetParametersArgs.builder()
                                .inputTemplate(ROW)
                                .build())
                        .build(),
                mine());
    }

    /** What did not get into the archive. */
    public Output<String> missed() {
        return missed.name();
    }
}
