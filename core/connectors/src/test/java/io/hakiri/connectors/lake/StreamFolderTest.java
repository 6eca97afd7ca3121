package io.hakiri.connectors.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StreamFolderTest {
    @Test
    void usualNamesStandForThemselves() {
        assertThat(StreamFolder.of("weather")).isEqualTo("weather");
        assertThat(StreamFolder.of("public.order_lines-2")).isEqualTo("public.order_lines-2");
    }

    @Test
    void namesThatAreNotFilesAreEncoded() {
        assertThat(StreamFolder.of(".")).isEqualTo("%2E");
        assertThat(StreamFolder.of("..")).isEqualTo("%2E%2E");
        assertThat(StreamFolder.of("../../etc")).isEqualTo("%2E.%2F..%2Fetc");
        assertThat(StreamFolder.of("_hakiri")).isEqualTo("%5Fhakiri");
        assertThat(StreamFolder.of("day=1")).isEqualTo("day%3D1");
        assertThat(StreamFolder.of("größe")).isEqualTo("gr%C3%B6%C3%9Fe");
        assertThat(StreamFolder.of("a*b?[c]")).isEqualTo("a%2Ab%3F%5Bc%5D");
    }

    @Test
    void namesLikeOurFilesAreEncoded() {
        assertThat(StreamFolder.of("a.latest.sql")).isEqualTo("a%2Elatest%2Esql");
        assertThat(StreamFolder.of("a.parquet")).isEqualTo("a%2Eparquet");
    }

    @Test
    void capitalsAreToldApartWhereTheFilesystemDoesNot() {
        assertThat(StreamFolder.of("Weather")).isEqualTo("Weather~1");
        assertThat(StreamFolder.of("weatheR")).isEqualTo("weatheR~40");
        assertThat(StreamFolder.of("AB")).isEqualTo("AB~3");
    }

    @Test
    void differentNamesNeverShareAFolder() {
        Random random = new Random(20_260_101);
        List<String> parts = List.of(
                "a",
                "A",
                "b",
                "B",
                ".",
                "..",
                "_",
                "-",
                "%",
                "%2E",
                "%2e",
                "~",
                "~1",
                "~~",
                "/",
                "\\",
                " ",
                "=",
                "*",
                "é",
                "e\u0301",
                "É",
                "😀",
                "ß",
                "0",
                "hakiri",
                ".sql",
                ".parquet",
                "long-long-long-long-long-long-long-long-");
        Map<String, String> folders = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            StringBuilder stream = new StringBuilder();
            for (int length = 1 + random.nextInt(8); length > 0; length--) {
                stream.append(parts.get(random.nextInt(parts.size())));
            }
            String name = stream.toString();
            if (name.getBytes(StandardCharsets.UTF_8).length > 256) {
                continue;
            }
            String folder = StreamFolder.of(name);
            assertThat(folder)
                    .matches("[A-Za-z0-9%][A-Za-z0-9%~._-]*")
                    .doesNotEndWith(".")
                    .hasSizeLessThanOrEqualTo(StreamFolder.MOST_BYTES);
            String other = folders.putIfAbsent(folder.toLowerCase(Locale.ROOT), name);
            assertThat(other == null || other.equals(name))
                    .as("%s and %s share %s", name, other, folder)
                    .isTrue();
        }
        assertThat(folders).hasSizeGreaterThan(100_000);
    }

    @Test
    void theLongestNamesDifferByTheirHash() {
        String start = "x".repeat(255);
        assertThat(StreamFolder.of(start + "a")).startsWith("xxxx").isNotEqualTo(StreamFolder.of(start + "b"));
        assertThat(StreamFolder.of("é".repeat(128))).hasSizeLessThanOrEqualTo(StreamFolder.MOST_BYTES);
    }
}
