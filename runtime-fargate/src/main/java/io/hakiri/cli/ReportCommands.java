package io.hakiri.cli;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.HistorySearch;
import io.hakiri.catalog.PipelineId;
import io.hakiri.pipeline.Manifest;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.pipeline.StreamSpec;
import io.hakiri.report.Prices;
import io.hakiri.report.Report;
import io.hakiri.report.ReportKind;
import io.hakiri.report.ReportRequest;
import io.hakiri.report.Reporter;
import io.hakiri.retention.ArchiveReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(description = "What the history says in sums, from where searches are read.", mixinStandardHelpOptions = true)
final class ReportCommands implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which report? One of these:");
    }

    @Command(
            name = "lag",
            description = "How old the data of streams was: on average, and at worst.",
            mixinStandardHelpOptions = true)
    int lag(@Mixin ReportOptions options) {
        return report(ReportKind.LAG, options, Prices.NONE);
    }

    @Command(
            name = "runs",
            description = "How runs ended, what they moved, and how long they took.",
            mixinStandardHelpOptions = true)
    int runs(@Mixin ReportOptions options) {
        return report(ReportKind.RUNS, options, Prices.NONE);
    }

    @Command(
            name = "cost",
            description = "What runs took, in units that have a price.",
            mixinStandardHelpOptions = true)
    int cost(
            @Mixin ReportOptions options,
            @Option(
                            names = "--price-run-hour",
                            paramLabel = "PRICE",
                            description =
                                    "What an hour costs in which a run goes on, such as that of a task or a function.")
                    @Nullable
                    BigDecimal runHour,
            @Option(
                            names = "--price-million-write-units",
                            paramLabel = "PRICE",
                            description = "What a million write units of DynamoDB cost.")
                    @Nullable
                    BigDecimal millionWriteUnits) {
        return report(ReportKind.COST, options, new Prices(runHour, millionWriteUnits));
    }

    private int report(ReportKind kind, ReportOptions options, Prices prices) {
        Main main = Main.of(spec);
        Manifest manifest = main.validManifest();
        ReportRequest request =
                options.request(kind, manifest, InstantSource.system().instant(), prices);
        try {
            ArchiveReader archive = options.archive(main.folder());
            if (options.asksArchiveAlone()) {
                options.say(main, report(null, archive, request, manifest));
            } else {
                try (Catalog catalog = main.openCatalog()) {
                    options.say(main, report(catalog, archive, request, manifest));
                }
            }
        } catch (IOException e) {
            throw Refusal.usage("--archive: " + e.getMessage());
        }
        return Exit.DONE;
    }

    private static Report report(
            @Nullable HistorySearch history, @Nullable ArchiveReader archive, ReportRequest request, Manifest manifest)
            throws IOException {
        Map<PipelineId, Set<String>> declared = new HashMap<>();
        for (Pipeline pipeline : manifest.pipelines()) {
            declared.put(
                    pipeline.id(),
                    pipeline.streams().stream().map(StreamSpec::name).collect(Collectors.toSet()));
        }
        return new Reporter(history, archive, Long.MAX_VALUE).report(request, declared);
    }
}
