package io.hakiri.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PipelineId;
import io.hakiri.schema.SchemaPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanonicalJsonTest {
    @Test
    void isSortedAndWithoutDefaults(@TempDir Path folder) {
        Pipeline pipeline = new ProjectFolder(folder)
                .with("hakiri.toml", ProjectFolder.EXAMPLE)
                .valid()
                .pipelines()
                .getFirst();
        assertThat(pipeline.toCanonicalJson())
                .isEqualTo("{\"destination\":{\"connector\":\"parquet\",\"path\":\"lake\"},\"id\":\"weather\","
                        + "\"schedule\":\"every 15m\",\"schema_change\":\"evolve\","
                        + "\"source\":{\"connector\":\"file\",\"path\":\"data/seattle-weather.csv\"},"
                        + "\"stream\":[{\"cursor\":{\"field\":\"date\",\"kind\":\"monotonic\"},\"name\":\"weather\","
                        + "\"primary_key\":[\"date\"]}]}");
    }

    @Test
    void anyPipelineReadsBackAsItself() {
        for (int seed = 0; seed < 500; seed++) {
            Pipeline pipeline = pipeline(new Random(seed));
            String json = pipeline.toCanonicalJson();
            Pipeline back = Pipeline.ofCanonicalJson(json);
            assertThat(back).as("seed %d", seed).isEqualTo(pipeline);
            assertThat(back.toCanonicalJson()).isEqualTo(json);
        }
    }

    @Test
    void whatIsNoPipelineSaysWhy() {
        assertThatThrownBy(() -> Pipeline.ofCanonicalJson("{\"id\":\"a\",\"future\":1}"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("manifest:1:11: future: unknown key");
        assertThatThrownBy(() -> Pipeline.ofCanonicalJson("nonsense")).isInstanceOf(InvalidInput.class);
    }

    private static Pipeline pipeline(Random random) {
        String id = "p" + random.nextInt(1_000);
        List<StreamSpec> streams = IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(i -> stream(random, i + text(random)))
                .toList();
        Schedule schedule = switch (random.nextInt(3)) {
            case 0 -> new Schedule.OnDemand();
            case 1 -> new Schedule.Every(Duration.ofSeconds(1 + random.nextInt(30_000_000)));
            default ->
                new Schedule.Cron(
                        random.nextInt(60) + " */2 * * 1-5",
                        List.of(ZoneId.of("UTC"), ZoneId.of("Europe/Berlin"), ZoneId.of("+02:00"))
                                .get(random.nextInt(3)));
        };
        RunSettings run = random.nextBoolean()
                ? RunSettings.DEFAULTS
                : new RunSettings(
                        1 + random.nextInt(100_000_000),
                        RunSettings.LEAST_COMMIT_BYTES + random.nextInt(Integer.MAX_VALUE),
                        Duration.ofSeconds(1 + random.nextInt(86_400)),
                        Duration.ofSeconds(1 + random.nextInt(86_400)),
                        random.nextInt(101),
                        Duration.ofSeconds(random.nextInt(3_601)));
        return new Pipeline(
                new PipelineId(id),
                connector(random),
                connector(random),
                schedule,
                List.of(SchemaPolicy.values()).get(random.nextInt(4)),
                random.nextBoolean() ? List.of(StreamSpec.named(id)) : streams,
                run);
    }

    private static StreamSpec stream(Random random, String name) {
        List<String> key = random.nextBoolean() ? List.of() : List.of("k", "l" + text(random));
        CursorSpec cursor = random.nextBoolean()
                ? null
                : new CursorSpec("f" + text(random), CursorSpec.Kind.MONOTONIC, key.isEmpty() || random.nextBoolean());
        return new StreamSpec(name, cursor, key);
    }

    private static ConnectorSpec connector(Random random) {
        Map<String, Object> options = new HashMap<>();
        options.put("text", text(random));
        options.put("number", random.nextBoolean() ? random.nextLong() : (long) random.nextInt(5));
        options.put("flag", random.nextBoolean());
        options.put("list", random.nextBoolean() ? List.of() : List.of(text(random), text(random)));
        options.put("password", "secret:DB_PASSWORD");
        options.keySet().removeIf(_ -> random.nextBoolean());
        return new ConnectorSpec("c" + random.nextInt(9), options);
    }

    private static String text(Random random) {
        List<String> pieces = List.of("a", "Ä", "😀", "\"", "\\", " ", "0", "{", "null", "é", "'");
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(pieces.get(random.nextInt(pieces.size())));
        }
        return text.toString();
    }
}
