package io.hakiri.lambda;

import static io.hakiri.lambda.LocalFunction.direct;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.PageRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a process of the function has in its memory and open when it waits for its first invocation: then Lambda may keep it as a
 * snapshot that many are started from. Nothing is there that connects, is secret, or is due to chance or to the time.
 */
final class SnapshotTest {
    /** Of ours, in a running function: what makes names, tokens and waits by chance or by the time, connects, or has a secret. */
    private static final List<String> MADE_LATER = List.of(
            "io.hakiri.function.Application",
            "io.hakiri.catalog.dynamodb.DynamoCatalog",
            "io.hakiri.catalog.dynamodb.Workings",
            "io.hakiri.reconcile.Reconciler",
            "io.hakiri.access.Callers",
            "io.hakiri.access.TokenLooks",
            "io.hakiri.metrics.Metrics",
            "io.hakiri.serving.Watching",
            "io.hakiri.serving.Parts",
            "io.hakiri.connectors.secret.StoredSecrets",
            "software.amazon.awssdk.services.dynamodb.DefaultDynamoDbClient",
            "software.amazon.awssdk.services.lambda.DefaultLambdaClient");

    /** Columns of a table of connections, and what stands there for one that is open. */
    private static final int REMOTE = 2;

    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String ESTABLISHED = "01";

    private static final Pattern INSTANCES = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+).*");

    @TempDir
    private Path folder;

    @Test
    void whatConnectsIsSecretOrDueToChanceIsMadeWithTheFirstInvocation() throws Exception {
        try (LocalFunction function = LocalFunction.in(folder, Map.of())) {
            function.catalog().projects(PageRequest.first(1));
            ProcessHandle process = function.lambda().warm();

            Map<String, Long> before = instances(process);
            assertThat(before.keySet()).doesNotContainAnyElementsOf(MADE_LATER);
            assertThat(before.keySet())
                    .as("of the SDK: neither clients nor credentials")
                    .noneMatch(name -> name.startsWith("software.amazon.awssdk."));
            assertThat(connections(process)).as("but that to Lambda").hasSizeLessThanOrEqualTo(1);

            function.answer(direct("POST", "/v1/reconcile", null)).expect(200);

            assertThat(instances(function.lambda().warm()).keySet())
                    .as("they have these names")
                    .containsAll(MADE_LATER.subList(0, 10));
        }
    }

    /** How many instances of each class live there. */
    private static Map<String, Long> instances(ProcessHandle process) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jcmd.waitFor()).as(said).isZero();
        return said.lines()
                .map(INSTANCES::matcher)
                .filter(Matcher::matches)
                .collect(Collectors.toMap(line -> line.group(2), line -> Long.valueOf(line.group(1)), Long::sum));
    }

    /** Its connections of TCP that are open. */
    private static List<String> connections(ProcessHandle process) throws IOException {
        List<String> sockets;
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            sockets = open.map(SnapshotTest::target)
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> target.substring("socket:[".length(), target.length() - 1))
                    .toList();
        }
        Path net = Path.of("/proc", Long.toString(process.pid()), "net");
        List<String> lines = new ArrayList<>(Files.readAllLines(net.resolve("tcp")));
        lines.addAll(Files.readAllLines(net.resolve("tcp6")));
        return lines.stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(fields ->
                        fields.length > INODE && fields[STATE].equals(ESTABLISHED) && sockets.contains(fields[INODE]))
                .map(fields -> fields[REMOTE])
                .toList();
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed since
        }
    }
}
