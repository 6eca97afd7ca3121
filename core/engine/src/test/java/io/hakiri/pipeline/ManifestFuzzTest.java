package io.hakiri.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Good manifests, damaged at random: the answer is always a manifest or problems with places, never an exception. */
class ManifestFuzzTest {
    private static final int ROUNDS = 2_000;
    private static final List<String> PIECES = List.of(
            "\"",
            "'",
            "[",
            "]",
            "[[",
            "]]",
            "{",
            "}",
            "=",
            ",",
            "\n",
            "\\",
            "\\u0000",
            "\0",
            "#",
            ".",
            "null",
            "true",
            "1e9",
            "99999999999999999999",
            "2026-01-01",
            "secret:X",
            "every",
            "* * * * *",
            "\ud83d\ude00",
            "id",
            "pipeline",
            ":");

    @Test
    void damagedToml(@TempDir Path folder) {
        ProjectFolder project = new ProjectFolder(folder);
        for (int seed = 0; seed < ROUNDS; seed++) {
            judge(project.with("hakiri.toml", damaged(ProjectFolder.EXAMPLE, new Random(seed))), seed);
        }
    }

    @Test
    void damagedJson(@TempDir Path folder) {
        ProjectFolder project = new ProjectFolder(folder).with("hakiri.toml", ProjectFolder.EXAMPLE);
        String json = project.valid().pipelines().getFirst().toCanonicalJson().replace("weather\",", "other\",\n");
        for (int seed = 0; seed < ROUNDS; seed++) {
            judge(project.with("pipelines/p.json", damaged(json, new Random(seed))), seed);
        }
    }

    private static void judge(ProjectFolder project, int seed) {
        switch (project.read()) {
            case ManifestResult.Valid(Manifest manifest) ->
                manifest.pipelines()
                        .forEach(pipeline -> assertThat(Pipeline.ofCanonicalJson(pipeline.toCanonicalJson()))
                                .as("seed %d", seed)
                                .isEqualTo(pipeline));
            case ManifestResult.Broken(List<ManifestProblem> problems) ->
                assertThat(problems).as("seed %d", seed).isNotEmpty().allSatisfy(problem -> {
                    assertThat(problem.file()).isNotEmpty();
                    assertThat(problem.line()).isPositive();
                    assertThat(problem.message()).contains("expected");
                    assertThat(problem.toString().codePoints()).noneMatch(Character::isISOControl);
                });
        }
    }

    private static byte[] damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(damaged.length());
            int end = Math.min(damaged.length(), at + random.nextInt(12));
            switch (random.nextInt(5)) {
                case 0 -> damaged.delete(at, end);
                case 1 -> damaged.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> damaged.insert(random.nextInt(damaged.length()), damaged.substring(at, end));
                case 3 -> damaged.setCharAt(at, (char) (1 + random.nextInt(126)));
                default -> damaged.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
            }
            damaged.append(' ');
        }
        byte[] bytes = damaged.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(10) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(20) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }
}
