package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * A line of a log that CloudWatch takes a figure from: one JSON object, as the specification of the embedded metric format has it.
 *
 * @param project empty where it is about none
 */
public record CountedLine(String service, String project, String name, String unit, double value) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int LONGEST = 1024;

    /** Those of a figure. */
    public static List<CountedLine> of(Collection<String> log, String name) {
        return all(log).stream().filter(line -> line.name.equals(name)).toList();
    }

    /** All that there are. */
    public static List<CountedLine> all(Collection<String> log) {
        return log.stream()
                .filter(line -> line.contains("\"_aws\""))
                .map(CountedLine::parsed)
                .toList();
    }

    private static CountedLine parsed(String line) {
        JsonNode root;
        try {
            root = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
        JsonNode about = root.path("_aws");
        assertThat(about.path("Timestamp").asLong()).as(line).isBetween(1_500_000_000_000L, 5_000_000_000_000L);
        assertThat(about.path("CloudWatchMetrics")).as(line).hasSize(1);
        JsonNode directive = about.at("/CloudWatchMetrics/0");
        assertThat(directive.path("Namespace").asText()).as(line).isEqualTo("Hakiri");
        assertThat(directive.path("Metrics")).as(line).hasSize(1);
        List<List<String>> sets = new ArrayList<>();
        for (JsonNode set : directive.path("Dimensions")) {
            List<String> names = new ArrayList<>();
            set.forEach(one -> names.add(one.asText()));
            sets.add(names);
            for (String dimension : names) {
                assertThat(root.path(dimension).isTextual()).as(line).isTrue();
                assertThat(root.path(dimension).asText()).as(line).isNotBlank().hasSizeLessThanOrEqualTo(LONGEST);
            }
        }
        String project = root.path("Project").asText("");
        assertThat(sets)
                .as(line)
                .isEqualTo(
                        project.isEmpty()
                                ? List.of(List.of("Service"))
                                : List.of(List.of("Service"), List.of("Service", "Project")));
        String name = directive.at("/Metrics/0/Name").asText();
        String unit = directive.at("/Metrics/0/Unit").asText();
        assertThat(unit).as(line).isEqualTo(name.equals("LagSeconds") ? "Seconds" : "Count");
        assertThat(root.path(name).isNumber()).as(line).isTrue();
        Set<String> expected =
                project.isEmpty() ? Set.of("_aws", "Service", name) : Set.of("_aws", "Service", "Project", name);
        List<String> fields = new ArrayList<>();
        root.fieldNames().forEachRemaining(fields::add);
        assertThat(fields).as(line).containsExactlyInAnyOrderElementsOf(expected);
        return new CountedLine(
                root.path("Service").asText(),
                project,
                name,
                unit,
                root.path(name).asDouble());
    }
}
