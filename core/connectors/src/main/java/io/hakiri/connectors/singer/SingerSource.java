package io.hakiri.connectors.singer;

import io.hakiri.catalog.Position;
import io.hakiri.connector.ConnectorType;
import io.hakiri.connector.OptionSpec;
import io.hakiri.connector.OptionSpec.Kind;
import io.hakiri.connector.Options;
import io.hakiri.connector.Source;
import java.util.List;

/**
 * Runs a Singer tap and reads what it writes: SCHEMA gives the fields, RECORD the rows, STATE the position of all rows before
 * it.
 *
 * <p>A tap has one state for all its streams. Each stream of a pipeline runs the tap for itself, with only that stream
 * selected, and keeps the state that it got to there: so the position of a stream says all that was read of it, and nothing
 * of others (ADR 0017).
 */
public final class SingerSource implements ConnectorType.OfSource {
    private final int batchBytes;

    public SingerSource() {
        this(2 * 1024 * 1024);
    }

    /** @param batchBytes how much of the rows' values is handed over at a time, at most, but for a single longer row */
    SingerSource(int batchBytes) {
        this.batchBytes = batchBytes;
    }

    @Override
    public String name() {
        return "singer";
    }

    @Override
    public String description() {
        return "Runs a Singer tap, and goes on from its state.";
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(
                OptionSpec.required(
                        "command",
                        Kind.TEXTS,
                        "The tap's program and its arguments, such as [\"tap-github\"]; it runs in the project's folder."),
                OptionSpec.optional(
                        "config",
                        Kind.SETTINGS,
                        null,
                        "The tap's configuration: NAME=TEXT, or NAME:=JSON for numbers, objects and the like."),
                OptionSpec.optional(
                        "config_file",
                        Kind.TEXT,
                        null,
                        "A JSON file with more of the configuration, relative to the project's folder; without secrets."),
                OptionSpec.optional(
                        "discover",
                        Kind.BOOLEAN,
                        "true",
                        "Whether the tap is asked for its catalog (--discover), and given it back with the stream selected."),
                OptionSpec.optional(
                        "catalog",
                        Kind.TEXT,
                        null,
                        "A catalog file to use instead of asking, relative to the project's folder."),
                OptionSpec.oneOf(
                        "catalog_flag",
                        "--catalog",
                        List.of("--catalog", "--properties"),
                        "How the tap is told the catalog; older taps want --properties."),
                OptionSpec.optional(
                        "also_select",
                        Kind.TEXTS,
                        null,
                        "Streams that are selected together with the stream, such as its parent; their rows are passed over."),
                OptionSpec.optional(
                        "metadata",
                        Kind.SETTINGS,
                        null,
                        "Metadata of the stream in the catalog, such as replication-method=INCREMENTAL."),
                OptionSpec.optional(
                        "idle_timeout", Kind.INTEGER, "600", "Seconds after which a tap that says nothing is ended."));
    }

    @Override
    public String shown(Position position) {
        return TapState.shown(position);
    }

    @Override
    public Source open(Options options) {
        return new Tap(SingerSettings.of(options), batchBytes);
    }
}
