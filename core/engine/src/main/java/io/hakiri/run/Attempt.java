package io.hakiri.run;

import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Writer;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.Destination;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.Source;
import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.pipeline.StreamSpec;
import io.hakiri.schema.Resolution;
import io.hakiri.schema.SchemaPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One granted run, from its grant to its end. */
final class Attempt {
    private final Catalog catalog;
    private final SafeCalls calls;
    private final Workplace workplace;
    private final Pipeline pipeline;
    private final BeginResult.Granted granted;
    private final Pace pace;
    private final RunListener listener;
    private final Map<String, ConnectorException> troubles = new LinkedHashMap<>();
    private boolean stopped;

    Attempt(
            Catalog catalog,
            SafeCalls calls,
            Workplace workplace,
            Pipeline pipeline,
            BeginResult.Granted granted,
            Pace pace,
            RunListener listener) {
        this.catalog = catalog;
        this.calls = calls;
        this.workplace = workplace;
        this.pipeline = pipeline;
        this.granted = granted;
        this.pace = pace;
        this.listener = listener;
    }

    RunReport run() {
        Writer writer = granted.writer();
        listener.began(writer);
        Ledger ledger = new Ledger(catalog, calls, granted, pipeline, pace.clock());
        try (LeaseKeeper lease =
                LeaseKeeper.ofRun(catalog, writer, pipeline.run().leaseTtl())) {
            ConnectorException trouble = null;
            try (RunDestination destination = new RunDestination(workplace, pipeline)) {
                settleBefore(destination, ledger, lease);
                for (StreamSpec stream : pipeline.streams()) {
                    stream(stream, destination, ledger, lease);
                }
                refresh(destination.get(), ledger);
            } catch (ConnectorException e) {
                trouble = e;
            } catch (Stop.Stopped e) {
                stopped = true;
            }
            return finish(ledger, trouble);
        } catch (LeaseKeeper.LeaseLost e) {
            return new RunReport.Lost(
                    writer.pipeline(), writer.run(), ledger.reports(pipeline.streams(), Map.of()), reason(e));
        } finally {
            ledger.discard();
        }
    }

    /** Settles what earlier runs left, trying again after trouble that may pass. */
    private void settleBefore(RunDestination destination, Ledger ledger, LeaseKeeper lease) {
        for (int attempt = 1; ; attempt++) {
            try {
                ledger.settleBefore(destination.get());
                return;
            } catch (ConnectorException e) {
                if (!retries(e, attempt, pipeline.streams().getFirst(), destination, lease)) {
                    throw e;
                }
            }
        }
    }

    /** Reads one stream to its end, trying again after trouble that may pass. */
    private void stream(StreamSpec stream, RunDestination destination, Ledger ledger, LeaseKeeper lease) {
        int attempt = 0;
        while (true) {
            int before = ledger.step();
            try {
                ledger.publish(destination.get());
                read(stream, destination.get(), ledger, lease);
                return;
            } catch (ConnectorException e) {
                ledger.discard();
                attempt = ledger.step() > before ? 1 : attempt + 1;
                if (!retries(e, attempt, stream, destination, lease)) {
                    troubles.put(stream.name(), e);
                    return;
                }
            }
        }
    }

    /** Waits before another try; answers whether there is to be one. */
    private boolean retries(
            ConnectorException trouble, int attempt, StreamSpec stream, RunDestination destination, LeaseKeeper lease) {
        destination.after(trouble);
        Optional<Duration> wait = Retry.withinRun(trouble, attempt, pipeline.run());
        if (wait.isEmpty()) {
            return false;
        }
        Duration delay = pace.jittered(wait.get());
        listener.retrying(stream.name(), reason(trouble), delay);
        pace.await(delay);
        lease.check();
        return true;
    }

    private void read(StreamSpec stream, Destination destination, Ledger ledger, LeaseKeeper lease) {
        StreamRead request = new StreamRead(
                stream.name(),
                stream.cursorField().orElse(null),
                stream.primaryKey(),
                ledger.positions(stream.name()),
                ledger.knownShape(stream.name()),
                pipeline.schemaChange() == SchemaPolicy.QUARANTINE,
                pipeline.run().commitBytes());
        try (Source source =
                        pipeline.source().openSource(workplace.connectors(), workplace.folder(), workplace.secrets());
                SourceReader reader = source.read(request)) {
            OptionalLong ofBytes = reader.bytesToRead();
            long rows = 0;
            long bytes = 0;
            SourceBatch batch = next(reader, destination, ledger);
            while (batch != null) {
                lease.check();
                take(stream.name(), batch, destination, ledger);
                rows += batch.rows().rows();
                bytes += batch.bytes();
                listener.read(stream.name(), rows, bytes, ofBytes);
                if (due(ledger) || pace.stop().requested()) {
                    ledger.commit(destination);
                }
                pace.stop().check();
                batch = next(reader, destination, ledger);
            }
            if (ledger.isOpen()) {
                throw new IllegalStateException(
                        "the source of " + stream.name() + " ended behind rows without a position");
            }
            ledger.commit(destination);
        }
    }

    /** What was read before the source met trouble is good: it is committed before the trouble goes its way. */
    private @Nullable SourceBatch next(SourceReader reader, Destination destination, Ledger ledger) {
        try {
            return reader.next();
        } catch (ConnectorException e) {
            ledger.commit(destination);
            throw e;
        }
    }

    private void take(String stream, SourceBatch batch, Destination destination, Ledger ledger) {
        if (!ledger.takes(stream, batch) || (batch.isOpen() && !ledger.isOpen())) {
            ledger.commit(destination);
        }
        if (batch.rows().rows() == 0) {
            ledger.add(stream, batch, null, destination);
            return;
        }
        Resolution resolution = ledger.resolve(stream, batch.rows().shape(), pipeline.schemaChange());
        if (!ledger.isOpen() && ledger.recordsAnotherChange(stream, resolution)) {
            ledger.commit(destination);
            resolution = ledger.resolve(stream, batch.rows().shape(), pipeline.schemaChange());
        }
        switch (resolution) {
            case Resolution.Write write -> ledger.add(stream, batch, write, destination);
            case Resolution.Stop(var change, int version, String reason) -> {
                if (change != null) {
                    ledger.record(change);
                }
                ledger.commit(destination);
                throw new ConnectorException(
                        ErrorClass.SCHEMA_INCOMPATIBLE, reason + ". " + howToDecide(stream, version), null);
            }
        }
    }

    private String howToDecide(String stream, int version) {
        return "Change the source, or decide: hakiri schema decide " + pipeline.id() + " --stream " + stream
                + " --version " + version + " --verdict accept|ignore|quarantine|reject --reason TEXT";
    }

    private boolean due(Ledger ledger) {
        Instant since = ledger.pendingSince();
        return ledger.pendingRows() >= pipeline.run().commitRows()
                || ledger.pendingBytes() >= pipeline.run().commitBytes()
                || !pace.clock().instant().isBefore(since.plus(pipeline.run().commitAfter()));
    }

    private void refresh(Destination destination, Ledger ledger) {
        for (StreamSpec stream : pipeline.streams()) {
            if (ledger.written(stream.name()) > 0) {
                destination.refresh(stream.name(), stream.primaryKey());
            }
        }
    }

    private RunReport finish(Ledger ledger, @Nullable ConnectorException whole) {
        ConnectorException trouble =
                whole != null ? whole : troubles.values().stream().findFirst().orElse(null);
        RunStatus status = status(whole);
        RunError error = error(trouble, whole);
        int failures = status == RunStatus.FAILED ? granted.failures() + 1 : 0;
        Instant now = pace.clock().instant();
        ledger.finish(new Next.Finish(
                status,
                error,
                stopped && pace.stop().handsOver()
                        ? now
                        : Retry.nextDue(pipeline.schedule(), status, Math.max(1, failures), trouble, now)));
        return new RunReport.Ended(
                granted.writer().pipeline(),
                granted.writer().run(),
                status,
                ledger.reports(pipeline.streams(), messages()),
                error);
    }

    private @Nullable RunError error(@Nullable ConnectorException trouble, @Nullable ConnectorException whole) {
        if (trouble != null) {
            return RunError.shortened(trouble.kind().word(), message(whole));
        }
        return stopped ? new RunError("stopped", "the program was asked to stop") : null;
    }

    private RunStatus status(@Nullable ConnectorException whole) {
        if (stopped) {
            return RunStatus.CANCELLED;
        }
        if (whole == null && troubles.isEmpty()) {
            return RunStatus.SUCCEEDED;
        }
        return whole == null && troubles.size() < pipeline.streams().size() ? RunStatus.PARTIAL : RunStatus.FAILED;
    }

    private String message(@Nullable ConnectorException whole) {
        if (whole != null) {
            return reason(whole);
        }
        return String.join(
                "; ",
                troubles.entrySet().stream()
                        .map(e -> "stream \"" + e.getKey() + "\": " + reason(e.getValue()))
                        .toList());
    }

    private Map<String, String> messages() {
        Map<String, String> messages = new LinkedHashMap<>();
        troubles.forEach((stream, trouble) -> messages.put(stream, reason(trouble)));
        return messages;
    }

    /** What happened, in words: those of another program may quote what it was given. */
    private String reason(RuntimeException e) {
        return workplace.secrets().redacted(e.getMessage() == null ? e.toString() : e.getMessage());
    }
}
