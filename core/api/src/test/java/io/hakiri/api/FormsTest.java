package io.hakiri.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.catalog.Advance;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.StreamPartition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.assertj.core.api.AbstractObjectAssert;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How what goes over the wire is written and read. */
final class FormsTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private static JsonNode json(String text) {
        try {
            return JsonText.parsed(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T read(Class<T> type, String text) {
        return Forms.of(type).read(json(text), "");
    }

    private static AbstractObjectAssert<?, InvalidInput> refused(Class<?> type, String text) {
        return assertThatThrownBy(() -> read(type, text)).asInstanceOf(type(InvalidInput.class));
    }

    @Nested
    final class Written {
        @Test
        void partsWithoutANameOfTheirOwnStandAmongTheFields() {
            Cursor cursor = new Cursor(
                    StreamPartition.of("s"), new Position.Monotonic("42", Bytes.ofHex("002a")), 3, new Fence(7), NOON);
            assertThat(json(Forms.written(cursor).toString())).isEqualTo(json("""
                    {"stream":"s","partition":"0","position":{"kind":"monotonic","value":"42","order_key":"002a"},
                     "revision":3,"fence":7,"moved_at":"2026-01-31T12:00:00Z"}"""));
            assertThat(Forms.written(new Cursor(StreamPartition.of("s"), null, 4, new Fence(8), NOON))
                            .path("position")
                            .isNull())
                    .isTrue();
        }

        @Test
        void jsonInsideIsJson() {
            PipelineState state = new PipelineState(
                    PipelineKey.of("a", "b"),
                    "{\"id\":\"b\"}",
                    1,
                    new PipelineStatus.OnHold("why"),
                    Fence.NONE,
                    null,
                    0,
                    null);
            assertThat(json(Forms.written(state).toString())).isEqualTo(json("""
                    {"project":"a","pipeline":"b","manifest":{"id":"b"},"version":1,"status":"paused","reason":"why",
                     "moved_to":null,"fence":0,"next_due":null,"failures":0,"lease":null}"""));
        }
    }

    @Nested
    final class Read {
        @Test
        void whatMayBeMissingIsMissing() {
            Bodies.BeginRun begin = read(Bodies.BeginRun.class, "{\"worker\":\"w\",\"lease_seconds\":60}");
            assertThat(begin).isEqualTo(new Bodies.BeginRun(null, "w", 60, Set.of(), null, null));
            Bodies.CommitRun commit =
                    read(Bodies.CommitRun.class, "{\"fence\":1,\"step\":1,\"lease_seconds\":5,\"finish\":null}");
            assertThat(commit.next()).isEqualTo(new Next.GoOn(Duration.ofSeconds(5)));
            assertThat(commit.progress().advances()).isEmpty();
        }

        @Test
        void aPositionWithoutOrderKeyIsOrderedByItsBytes() {
            assertThat(read(
                            Advance.class,
                            "{\"stream\":\"s\",\"read_revision\":0,\"to\":{\"kind\":\"monotonic\",\"value\":\"ab\"}}"))
                    .isEqualTo(new Advance(
                            new StreamPartition("s", "0"), 0, new Position.Monotonic("ab", Bytes.ofHex("6162"))));
        }

        @Test
        void wordsAndIdsAreReadAsTheyAreWritten() {
            assertThat(
                            read(
                                    StagedObject.class,
                                    "{\"stream\":\"s\",\"kind\":\"quarantine\",\"name\":\"o\",\"digest\":\"d\",\"bytes\":1,\"rows\":2}"))
                    .isEqualTo(new StagedObject("s", StagedObject.Kind.QUARANTINE, "o", "d", 1, 2));
            ReceiptId receipt = new ReceiptId(new Fence(9), 8, 7);
            assertThat(Forms.of(ReceiptId.class).read(Forms.of(ReceiptId.class).write(receipt), ""))
                    .isEqualTo(receipt);
        }
    }

    @Nested
    final class Refused {
        @Test
        void namesThePlaceTheLimitAndWhatWasGiven() {
            String advance =
                    "{\"fence\":1,\"step\":1,\"lease_seconds\":5,\"advances\":[{\"stream\":\"s\",\"read_revision\":0,\"to\":%s}]}";
            refused(Bodies.CommitRun.class, advance.formatted("{\"kind\":\"greatest\",\"value\":\"1\"}"))
                    .returns("advances[0].to.kind", InvalidInput::field)
                    .returns("greatest", InvalidInput::given);
            refused(
                            Bodies.CommitRun.class,
                            advance.formatted("{\"kind\":\"monotonic\",\"value\":\"1\",\"order_key\":\"x\"}"))
                    .returns("advances[0].to: order_key", InvalidInput::field);
            refused(Bodies.CommitRun.class, advance.formatted("7"))
                    .returns("advances[0].to", InvalidInput::field)
                    .returns("an object", InvalidInput::limit)
                    .returns("7", InvalidInput::given);
        }

        @Test
        void whatIsUnknownMissingOrOfAnotherType() {
            refused(Bodies.Reason.class, "{\"reason\":\"r\",\"why\":1}").returns("why", InvalidInput::given);
            refused(Bodies.Reason.class, "{}").returns("reason", InvalidInput::field);
            refused(Bodies.Reason.class, "{\"reason\":null}").returns("null", InvalidInput::given);
            refused(Bodies.Reason.class, "{\"reason\":1}").returns("a text", InvalidInput::limit);
            refused(Bodies.Reason.class, "[]").returns("body", InvalidInput::field);
            refused(Bodies.BeginRun.class, "{\"worker\":\"w\",\"lease_seconds\":1.5}")
                    .returns("1.5", InvalidInput::given);
            refused(Bodies.BeginRun.class, "{\"worker\":\"w\",\"lease_seconds\":9999999999}")
                    .returns("lease_seconds", InvalidInput::field);
            refused(Bodies.Pause.class, "{\"reason\":\"r\",\"now\":\"true\"}").returns("now", InvalidInput::field);
            refused(Bodies.Finish.class, "{\"outcome\":\"won\"}").returns("outcome", InvalidInput::field);
            refused(
                            Bodies.Finish.class,
                            "{\"outcome\":\"failed\",\"next_due\":\"+1000000000-12-31T23:59:59.999999999Z\"}")
                    .returns("next_due", InvalidInput::field);
        }

        @Test
        void bothOrNeitherWhereOneIsMeant() {
            assertThatThrownBy(() -> read(Bodies.CommitRun.class, "{\"fence\":1,\"step\":1}")
                            .next())
                    .isInstanceOf(InvalidInput.class);
            assertThatThrownBy(() -> read(
                                    Bodies.CommitRun.class,
                                    "{\"fence\":1,\"step\":1,\"lease_seconds\":1,\"finish\":{\"outcome\":\"failed\"}}")
                            .next())
                    .isInstanceOf(InvalidInput.class);
            assertThatThrownBy(() -> read(Bodies.RewindCursors.class, "{\"mode\":\"append\",\"reason\":\"r\"}")
                            .target())
                    .isInstanceOf(InvalidInput.class);
            assertThat(read(Bodies.RewindCursors.class, "{\"mode\":\"append\",\"reason\":\"r\",\"start\":{}}")
                            .target())
                    .isEqualTo(new Rewind.Target.Start(Set.of()));
            assertThat(read(Bodies.Finish.class, "{\"outcome\":\"partial\"}").outcome())
                    .isEqualTo(RunStatus.PARTIAL);
        }

        @Test
        void whatIsNotJsonOrTooMuchOfIt() {
            for (String text : new String[] {
                "",
                " ",
                "{",
                "{}{}",
                "{\"a\":1,\"a\":2}",
                "{a:1}",
                "NaN",
                "[".repeat(50),
                "1".repeat(100),
                "\u0000",
                "{\"a\":'b'}"
            }) {
                assertThatThrownBy(() -> json(text)).as(text).isInstanceOf(InvalidInput.class);
            }
        }
    }
}
