package io.hakiri.cli;

import io.hakiri.catalog.BackfillId;
import io.hakiri.pipeline.Pipeline;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Does chunks until there is none left (C-21). */
@Command(
        name = "work",
        description = {
            "Does chunks of a backfill until there is none left, also those of workers that died.",
            "As many as you like may do so at the same time, on as many machines as reach the source, the destination and the catalog."
        },
        mixinStandardHelpOptions = true)
final class BackfillWorkCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "PIPELINE")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Parameters(index = "1", paramLabel = "NAME", description = "The backfill's name.")
    @SuppressWarnings("NullAway.Init")
    private String backfill;

    @Option(names = "--workers", paramLabel = "NUMBER", description = "How many in this process: 1 (default) to 64.")
    private int workers = 1;

    @Override
    public Integer call() {
        Main main = Main.of(spec);
        if (workers < 1 || workers > BackfillWorkers.MOST) {
            throw Refusal.usage("--workers: expected 1 to " + BackfillWorkers.MOST + ", given " + workers);
        }
        BackfillId id = new BackfillId(backfill);
        try (Session session = main.open()) {
            session.known(name);
            Pipeline pipeline = session.pipeline(name);
            return BackfillWorkers.work(main, session, pipeline, id, workers);
        }
    }
}
