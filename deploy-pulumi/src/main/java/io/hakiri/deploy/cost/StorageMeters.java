package io.hakiri.deploy.cost;

import io.hakiri.deploy.cost.Usage.Figure;
import io.hakiri.deploy.preview.Resource;
import java.math.BigDecimal;
import java.util.Map;

/** Buckets, the catalog's table and its archive, keys and secrets. */
final class StorageMeters {
    private static final String BUCKET = "aws:s3/bucketV2:BucketV2";

    /** Measured: a run of eight streams (docs/dynamodb.md, costs). */
    private static final BigDecimal WRITES_OF_A_RUN = BigDecimal.TEN;

    /** A look that finds nothing, for each project: the index, and now and then those whose workers died. */
    private static final BigDecimal READS_OF_A_TICK = new BigDecimal("1.9");

    private static final BigDecimal OBJECTS_OF_A_RUN = BigDecimal.TEN;

    /** Firehose counts each record as 5 kB at least. */
    private static final BigDecimal RECORDS_OF_A_GB = new BigDecimal(200_000);

    /** A pipe looks at each shard of the stream four times a second; a table of this size has four. */
    private static final BigDecimal LOOKS_OF_A_SECOND = new BigDecimal(16);

    /** Data keys of buckets and logs are kept for a while: few requests come to the key itself. */
    private static final BigDecimal KEY_REQUESTS_OF_A_RUN = new BigDecimal(4);

    private StorageMeters() {}

    static Map<String, Meter> all() {
        return Map.of(
                BUCKET,
                StorageMeters::bucket,
                "aws:dynamodb/table:Table",
                StorageMeters::table,
                "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
                StorageMeters::firehose,
                "aws:pipes/pipe:Pipe",
                StorageMeters::pipe,
                "aws:kms/key:Key",
                StorageMeters::key,
                "aws:secretsmanager/secret:Secret",
                StorageMeters::secret);
    }

    /** The data are in all buckets together. */
    private static void bucket(Resource bucket, Bill bill) {
        Month month = bill.month();
        BigDecimal buckets = BigDecimal.valueOf(bill.graph().ofType(BUCKET).size());
        BigDecimal requests = Month.millions(Month.over(month.runs().multiply(OBJECTS_OF_A_RUN), buckets));
        bill.growing(bucket, Area.BUCKETS, "storage", "s3.gb-month", Month.over(month.of(Figure.S3_GB), buckets));
        bill.growing(bucket, Area.BUCKETS, "writes", "s3.write", requests);
        bill.growing(bucket, Area.BUCKETS, "reads", "s3.read", requests);
    }

    private static void table(Resource table, Bill bill) {
        if (!table.inputs().path("billingMode").asText().equals("PAY_PER_REQUEST")) {
            bill.unknown(table);
            return;
        }
        Month month = bill.month();
        BigDecimal size = month.of(Figure.CATALOG_GB);
        BigDecimal looks = FunctionMeters.ticks(bill).multiply(READS_OF_A_TICK).multiply(month.of(Figure.PROJECTS));
        bill.fixed(table, Area.TABLE, "looks at what is due", "dynamodb.read", Month.millions(looks));
        bill.growing(
                table,
                Area.TABLE,
                "writes of runs",
                "dynamodb.write",
                Month.millions(month.runs().multiply(WRITES_OF_A_RUN)));
        bill.growing(table, Area.TABLE, "reads of the API", "dynamodb.read", Month.millions(month.requests()));
        bill.growing(table, Area.TABLE, "storage", "dynamodb.storage.gb-month", size);
        if (table.inputs().at("/pointInTimeRecovery/enabled").asBoolean(false)) {
            bill.growing(table, Area.TABLE, "point-in-time recovery", "dynamodb.recovery.gb-month", size);
        }
    }

    private static void firehose(Resource stream, Bill bill) {
        BigDecimal size = Month.over(bill.month().runs(), RECORDS_OF_A_GB);
        if (stream.inputs().path("destination").asText().equals("iceberg")) {
            bill.growing(stream, Area.ARCHIVE, "delivery to Iceberg", "firehose.iceberg.gb", size);
            return;
        }
        bill.growing(stream, Area.ARCHIVE, "delivery", "firehose.gb", size);
        if (stream.inputs()
                .at("/extendedS3Configuration/dataFormatConversionConfiguration/enabled")
                .asBoolean(false)) {
            bill.growing(stream, Area.ARCHIVE, "conversion to Parquet", "firehose.conversion.gb", size);
        }
    }

    private static void pipe(Resource pipe, Bill bill) {
        BigDecimal looks = Month.HOURS.multiply(Month.SECONDS_OF_AN_HOUR).multiply(LOOKS_OF_A_SECOND);
        bill.fixed(pipe, Area.ARCHIVE, "looks at the table's stream", "dynamodb.stream-read", Month.millions(looks));
        bill.growing(
                pipe,
                Area.ARCHIVE,
                "expired runs",
                "pipes.request",
                Month.millions(bill.month().runs()));
    }

    private static void key(Resource key, Bill bill) {
        bill.fixed(key, Area.KEYS, "keys", "kms.key-month", BigDecimal.ONE);
        BigDecimal keys = BigDecimal.valueOf(bill.graph().ofType(key.type()).size());
        BigDecimal requests = Month.over(bill.month().runs().multiply(KEY_REQUESTS_OF_A_RUN), keys);
        bill.growing(key, Area.KEYS, "requests to keys", "kms.request", Month.millions(requests));
    }

    private static void secret(Resource secret, Bill bill) {
        bill.fixed(secret, Area.KEYS, "secrets", "secret.month", BigDecimal.ONE);
    }
}
