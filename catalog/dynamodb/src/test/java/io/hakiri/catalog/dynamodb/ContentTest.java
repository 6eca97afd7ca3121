package io.hakiri.catalog.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Position;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What is written into an item is read as it was, however it is packed. */
class ContentTest {
    private static final byte[] NOTHING = new byte[0];

    private final Random random = new Random(7);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 8, 40, 700})
    void positionsAreReadAmongWhatIsWrittenBetweenThem(int many) {
        List<Position> positions = new ArrayList<>();
        Out out = new Out();
        for (int i = 0; i < many; i++) {
            Position position = position(i);
            positions.add(position);
            out.text("stream " + i).position(position).number(i);
        }

        In in = unpacked(packed(out.done(), NOTHING), NOTHING);

        for (int i = 0; i < many; i++) {
            assertThat(in.text()).isEqualTo("stream " + i);
            assertThat(in.position()).isEqualTo(positions.get(i));
            assertThat(in.number()).isEqualTo(i);
        }
    }

    private Position position(int number) {
        byte[] bytes = new byte[random.nextInt(100) + 1];
        random.nextBytes(bytes);
        String text = Bytes.of(bytes).toHex() + "ü😀";
        return switch (number % 3) {
            case 0 -> new Position.OpaqueToken(text);
            case 1 -> new Position.Monotonic(text, Bytes.of(bytes));
            default -> new Position.SnapshotId(text);
        };
    }

    @Test
    void tokensDeflateApartFromTheRest() {
        Out out = new Out();
        int tokens = 8;
        for (int i = 0; i < tokens; i++) {
            byte[] bytes = new byte[32];
            random.nextBytes(bytes);
            out.position(new Position.OpaqueToken(Bytes.of(bytes).toHex()));
            random.nextBytes(bytes);
            out.bytes(bytes);
        }
        int halfOfTheDigits = tokens * 32;
        assertThat(packed(out.done(), NOTHING).b().asByteArrayUnsafe().length)
                .isLessThan(tokens * 33 + halfOfTheDigits + 80);
    }

    @Test
    void whatIsKnownIsNotSaidAgain() {
        byte[] known = "{\"counts\":{\"orders\":[1,2],\"order_lines\":[3,4],\"shipments\":[5,6]}}"
                .repeat(2)
                .getBytes(StandardCharsets.UTF_8);
        byte[] content =
                new Out().text(new String(known, StandardCharsets.UTF_8)).done();

        AttributeValue packed = packed(content, known);

        assertThat(packed.b().asByteArrayUnsafe()).hasSizeLessThan(20);
        assertThat(unpacked(packed, known).text()).isEqualTo(new String(known, StandardCharsets.UTF_8));
    }

    @Test
    void timesAndFencesAreReadInTheOrderTheyWereWrittenIn() {
        Instant noon = Instant.parse("2026-11-29T12:00:00.123456Z");
        Fence high = Fence.startOf(Fence.MAX_GENERATION);
        In in = unpacked(
                packed(
                        new Out()
                                .instant(noon)
                                .fence(high)
                                .instant(noon.minusSeconds(1))
                                .fence(Fence.NONE)
                                .instant(Instant.EPOCH)
                                .fence(high)
                                .done(),
                        NOTHING),
                NOTHING);
        assertThat(in.instant()).isEqualTo(noon);
        assertThat(in.fence()).isEqualTo(high);
        assertThat(in.instant()).isEqualTo(noon.minusSeconds(1));
        assertThat(in.fence()).isEqualTo(Fence.NONE);
        assertThat(in.instant()).isEqualTo(Instant.EPOCH);
        assertThat(in.fence()).isEqualTo(high);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders/17-2-0-019f0c6e-3f64-7d7c-8a4e-4d1d5b0c2f11.parquet",
                "019f0c6e-3f64-7d7c-8a4e-4d1d5b0c2f11",
                "019F0C6E-3F64-7D7C-8A4E-4D1D5B0C2F11",
                "ü😀/019f0c6e-3f64-7d7c-8a4e-4d1d5b0c2f11/019f0c6e-3f64-7d7c-8a4e-4d1d5b0c2f12",
                "00ff",
                "00FF",
                "0ff",
                "sha256:00ff",
                ""
            })
    void namesAndDigestsAreReadAsTheyWereWritten(String text) {
        In in = unpacked(packed(new Out().name(text).digits(text).done(), NOTHING), NOTHING);
        assertThat(in.name()).isEqualTo(text);
        assertThat(in.digits()).isEqualTo(text);
    }

    @Test
    void aPartOfAContentIsPackedLikeAnyBytes() {
        byte[] part = new byte[3000];
        random.nextBytes(part);
        for (int first = 0; first < 256; first++) {
            part[0] = (byte) first;
            Map<String, AttributeValue> item = new HashMap<>(Map.of(Table.CONTENT, Content.attribute(part)));
            assertThat(Content.bytes(item)).isEqualTo(part);
        }
    }

    @Test
    void whatCannotBeReadIsCorrupt() {
        byte[] tooLong = {(byte) 0x7E, 1, 2};
        assertThatThrownBy(() -> new In(tooLong)).isInstanceOf(CatalogException.Corrupt.class);
    }

    private static AttributeValue packed(byte[] content, byte[] known) {
        return Content.attribute(content, known);
    }

    private static In unpacked(AttributeValue packed, byte[] known) {
        return Content.read(Map.of(Table.CONTENT, packed), known);
    }
}
