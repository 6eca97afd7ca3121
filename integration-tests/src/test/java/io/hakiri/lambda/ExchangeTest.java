package io.hakiri.lambda;

import static io.hakiri.lambda.LocalFunction.direct;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an invocation's request comes to the server inside of the function. */
final class ExchangeTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void aRequestThatComesWhileItsConnectionBeginsToWaitIsServed() throws IOException {
        try (LocalFunction function = LocalFunction.limited(folder, LIMIT, MeetingAgent.surroundings(folder))) {
            function.answer(direct("GET", "/health/live", null)).expect(200);
        }
    }
}
