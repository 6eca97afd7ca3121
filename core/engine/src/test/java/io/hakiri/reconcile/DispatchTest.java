package io.hakiri.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Claim;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PipelineKey;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DispatchTest {
    private static final Claim CLAIM = new Claim(
            PipelineKey.of("test", "orders"),
            Instant.parse("2026-01-01T12:00:00Z"),
            "0123456789abcdef0123456789abcdef",
            true,
            Instant.parse("2026-01-01T12:05:00.123456789Z"));

    @Test
    void readsWhatItWrites() {
        assertThat(Dispatch.parse(Dispatch.toJson(CLAIM))).isEqualTo(CLAIM);
    }

    @Test
    void isTheDocumentThatOthersRelyOn() {
        assertThat(Dispatch.toJson(CLAIM)).isEqualTo("""
                {"version":1,"project":"test","pipeline":"orders","claim":{"due":"2026-01-01T12:00:00Z",\
                "token":"0123456789abcdef0123456789abcdef","recovery":true,"until":"2026-01-01T12:05:00.123456789Z"}}""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no",
                "[]",
                "null",
                "{\"version\":2}",
                "{\"version\":\"1\"}",
                "{\"version\":1,\"project\":\"test\",\"pipeline\":\"p\"}",
                "{\"version\":1,\"project\":\"test\",\"pipeline\":\"p\",\"claim\":{\"due\":\"now\",\"token\":\"t\","
                        + "\"recovery\":false,\"until\":\"2026-01-01T12:00:00Z\"}}",
                "{\"version\":1,\"project\":\"NO\",\"pipeline\":\"p\",\"claim\":{\"due\":\"2026-01-01T12:00:00Z\","
                        + "\"token\":\"t\",\"recovery\":false,\"until\":\"2026-01-01T12:00:00Z\"}}",
                "{\"version\":1,\"project\":\"test\",\"pipeline\":\"p\",\"more\":1,\"claim\":{\"due\":\"2026-01-01T12:00:00Z\","
                        + "\"token\":\"t\",\"recovery\":false,\"until\":\"2026-01-01T12:00:00Z\"}}",
                "{\"version\":1,\"project\":\"test\",\"pipeline\":\"p\",\"claim\":{\"due\":\"2026-01-01T12:00:00Z\","
                        + "\"token\":\"t\",\"recovery\":\"no\",\"until\":\"2026-01-01T12:00:00Z\"}} x"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> Dispatch.parse(text)).isInstanceOf(InvalidInput.class);
    }
}
