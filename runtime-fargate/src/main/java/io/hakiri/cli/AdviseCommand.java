package io.hakiri.cli;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.pipeline.TimeSpan;
import io.hakiri.topology.Advice;
import io.hakiri.topology.Measurement;
import io.hakiri.topology.Picture;
import io.hakiri.topology.Prices;
import io.hakiri.topology.RegionPrices;
import io.hakiri.topology.Workload;
import io.hakiri.topology.WrongInput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "advise",
        description = {
            "Says which topology fits a workload, why, when another one would, and what each costs a month.",
            "It needs no catalog. On a terminal it asks for what is not said."
        },
        mixinStandardHelpOptions = true)
final class AdviseCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofDays(3660);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final WorkloadOptions options = new WorkloadOptions();

    @Option(
            names = "--measure",
            paramLabel = "TIME",
            description =
                    "Measure what is not said from the runs of this project that began in the last TIME, such as 30d, and from its"
                            + " schedules.")
    private @Nullable String measure;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            description = "Whose prices (default: eu-central-1); one that the file of prices has.")
    private @Nullable String region;

    @Option(
            names = "--prices",
            paramLabel = "FILE",
            description = "Another file of prices than the one of this version, of the same form.")
    private @Nullable Path prices;

    @Option(
            names = "--picture",
            paramLabel = "FILE",
            description = "Also draw what each costs, and where two cost the same: an SVG file, which is replaced.")
    private @Nullable Path picture;

    @Override
    public Integer call() throws IOException {
        Main main = Main.of(spec);
        Prices file = prices();
        String place = region == null ? file.otherwise() : region;
        expectPrices(place, file);
        options.over(Workload.ASSUMED); // what is wrong is said before anything is opened
        Optional<Measurement> measured = measured(main);
        Workload workload = options.over(measured.map(Measurement::workload).orElse(Workload.ASSUMED));
        if (main.asks()) {
            Questions questions = new Questions(
                    new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())), main.err());
            workload = questions.about(workload);
            place = region == null ? questions.region(file.regions(), place) : place;
        } else {
            WorkloadOptions.expectEnough(workload);
        }
        Advice advice = Advice.of(workload, expectPrices(place, file));
        if (picture != null) {
            draw(picture, advice);
        }
        AdviceOutput.show(main.output(), advice, measured.orElse(null), picture);
        return Exit.DONE;
    }

    private Prices prices() throws IOException {
        try {
            return prices == null ? Prices.standard() : Prices.read(prices);
        } catch (WrongInput e) {
            throw Refusal.usage(e.problems());
        }
    }

    private static RegionPrices expectPrices(String region, Prices file) {
        try {
            return RegionPrices.in(region, file);
        } catch (InvalidInput e) {
            throw Refusal.usage("--" + e.getMessage());
        } catch (WrongInput e) {
            throw Refusal.usage(e.problems());
        }
    }

    private Optional<Measurement> measured(Main main) {
        if (measure == null) {
            return Optional.empty();
        }
        Duration back = TimeSpan.parse(measure)
                .filter(time -> time.isPositive() && time.compareTo(LONGEST) <= 0)
                .orElseThrow(() ->
                        Refusal.usage("--measure: expected a time such as 30d, from 1s to 3660d, given " + measure));
        try (Session session = main.open()) {
            Instant now = session.clock().instant();
            Measurement measured = Measurement.of(
                            session.catalog(), session.manifest().project(), back, now)
                    .orElseThrow(() -> Refusal.usage(
                            "--measure: " + session.manifest().project() + " has no run that began in the last "
                                    + measure + "; leave it out, and say what is to be expected"));
            List<Pipeline> pipelines = session.manifest().pipelines();
            return Optional.of(measured.withShortest(
                    pipelines.stream().map(Pipeline::schedule).toList(), now));
        }
    }

    private static void draw(Path file, Advice advice) {
        try {
            Files.writeString(file, Picture.of(advice));
        } catch (IOException e) {
            throw Refusal.usage("--picture: " + file + " cannot be written: " + e);
        }
    }
}
