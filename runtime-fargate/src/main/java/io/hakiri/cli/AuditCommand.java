package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.AuditSearch;
import io.hakiri.catalog.Found;
import io.hakiri.catalog.HistoryFilter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        description =
                "Lists what people and programs changed outside runs, newest first: in one pipeline, or in the whole"
                        + " project.",
        mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "PIPELINE", arity = "0..1")
    private @Nullable String name;

    @Mixin
    private final HistoryOptions options = new HistoryOptions();

    @Override
    public Integer call() {
        Main main = Main.of(spec);
        try (Session session = main.open()) {
            HistoryFilter filter = options.filter(session, name == null ? null : session.recorded(name));
            Found<AuditEvent> found =
                    options.find(page -> session.catalog().searchAudit(new AuditSearch(filter, page)));
            List<ObjectNode> entries =
                    found.page().entries().stream().map(Json::event).toList();
            main.found("events", found, entries, "at", "pipeline", "action", "actor", "reason");
        }
        return Exit.DONE;
    }
}
