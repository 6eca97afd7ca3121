package io.hakiri.connectors.lake;

import io.hakiri.batch.Batch;
import io.hakiri.batch.Column;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.ChunkWriter;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.Writer;
import io.hakiri.connector.Destination;
import io.hakiri.connector.Stage;
import io.hakiri.connector.Staging;
import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
import io.hakiri.schema.Type;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Small batches, writers and receipts for tests. */
public final class Rows {
    public static final PipelineKey PIPELINE = PipelineKey.of("demo", "weather");

    private Rows() {}

    /** A writer with this fence and a run of its own. */
    public static Writer writer(long fence) {
        return writer(PIPELINE, fence);
    }

    public static Writer writer(PipelineKey pipeline, long fence) {
        UUID run = new UUID(0x0190_0000_0000_7000L + (fence << 16), 0x8000_0000_0000_0000L + pipeline.hashCode());
        return new Writer(pipeline, new RunId(run), new Fence(fence));
    }

    /** Of a chunk of a backfill. */
    public static Writer chunk(int chunk, long fence) {
        return new ChunkWriter(PIPELINE, new BackfillId("january"), chunk, new Fence(fence)).staging();
    }

    /** Rows {@code (id, word)} with these ids. */
    public static Batch numbered(long... ids) {
        Shape shape =
                new Shape(List.of(new Field("id", Type.Plain.INT64, false), new Field("word", Type.Plain.TEXT, true)));
        @Nullable
        String[] words =
                IntStream.range(0, ids.length).mapToObj(i -> "word " + ids[i]).toArray(String[]::new);
        return new Batch(
                shape,
                List.of(new Column.Longs(Type.Plain.INT64, ids, null), texts(Type.Plain.TEXT, words)),
                ids.length);
    }

    /** A column of texts; {@code null} is no value. */
    public static Column.Texts texts(Type type, @Nullable String... values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int[] ends = new int[values.length];
        BitSet nulls = new BitSet();
        for (int i = 0; i < values.length; i++) {
            String value = values[i];
            if (value == null) {
                nulls.set(i);
            } else {
                bytes.writeBytes(value.getBytes(StandardCharsets.UTF_8));
            }
            ends[i] = bytes.size();
        }
        return new Column.Texts(type, bytes.toByteArray(), ends, nulls.isEmpty() ? null : nulls);
    }

    public static BitSet nulls(int... rows) {
        BitSet nulls = new BitSet();
        IntStream.of(rows).forEach(nulls::set);
        return nulls;
    }

    /** Stages batches of one stream as a step and says what a commit would record. */
    public static List<Receipt> stage(Destination lake, Writer writer, int step, String stream, Batch... batches) {
        try (Staging staging = lake.stage(new Stage(writer, step))) {
            for (Batch batch : batches) {
                staging.write(stream, batch);
            }
            return receipts(writer, step, staging.finish());
        }
    }

    public static List<Receipt> receipts(Writer writer, int step, List<StagedObject> objects) {
        List<Receipt> receipts = new ArrayList<>();
        for (StagedObject object : objects) {
            receipts.add(
                    new Receipt(new ReceiptId(writer.fence(), step, receipts.size()), object, Receipt.State.COMMITTED));
        }
        return receipts;
    }
}
