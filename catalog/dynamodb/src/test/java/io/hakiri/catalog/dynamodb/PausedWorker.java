package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Writer;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/** The program that {@link PausedWorkerTest} stops and lets go on: one commit after another, until one is refused. */
public final class PausedWorker {
    /** A run that nobody stops ends all the same. */
    private static final int MOST_STEPS = 20_000;

    private PausedWorker() {}

    /** {@code arguments}: endpoint, table, pipeline. Says each answer as it comes. */
    public static void main(String[] arguments) {
        Attempts attempts = new Attempts(Attempts.Pace.STANDARD, new SecureRandom(), Waiting.REAL);
        Workings workings = Shop.workings(InstantSource.system(), System::nanoTime, Duration.ZERO);
        try (Catalog catalog = Shop.open(URI.create(arguments[0]), arguments[1], attempts, workings, null)) {
            PipelineKey pipeline = PipelineKey.of(Shop.SHOP.value(), arguments[2]);
            Granted grant = Shop.granted(catalog.begin(Shop.asking(pipeline, "paused", Limits.SHORTEST_LEASE)));
            Writer writer = grant.writer();
            System.out.println("begun " + writer.run() + " " + writer.fence());
            for (int step = 1; step <= MOST_STEPS; step++) {
                CommitResult answer = catalog.commit(new io.hakiri.catalog.Commit(
                        writer,
                        step,
                        Shop.goingOn(writer, step, step - 1).progress(),
                        new Next.GoOn(Limits.SHORTEST_LEASE)));
                System.out.println(answer.getClass().getSimpleName() + " " + step);
                if (!(answer instanceof CommitResult.Committed)) {
                    return;
                }
            }
        }
    }
}
