package io.hakiri.connectors.singer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.Source;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tap that can be run. */
record Tap(SingerSettings settings, int batchBytes) implements Source {
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final int MOST_CATALOG_BYTES = 64 * 1024 * 1024;

    @Override
    public SourceReader read(StreamRead read) {
        TapFolder files = TapFolder.create();
        TapWords words = new TapWords(settings.command().getFirst(), settings.secrets());
        try {
            List<String> command = new ArrayList<>(settings.command());
            command.add("--config");
            command.add(files.write("config.json", settings.configuration().toString())
                    .toString());
            String catalog = catalog(read.stream(), command, files, words);
            if (catalog != null) {
                command.add(settings.catalogFlag());
                command.add(files.write("catalog.json", catalog).toString());
            }
            String state = TapState.of(read.after().get(StreamPartition.DEFAULT_PARTITION))
                    .orElse(null);
            if (state != null) {
                command.add("--state");
                command.add(files.write("state.json", state).toString());
            }
            TapProcess process = TapProcess.start(command, settings.folder(), files, words);
            return new TapReader(
                    new TapReader.Running(process, new TapLines(process, settings.idleTimeout()), files, words),
                    settings.command().getFirst(),
                    read,
                    state,
                    (int) Math.min(batchBytes, read.batchBytes()));
        } catch (RuntimeException e) {
            files.close();
            throw e;
        }
    }

    private @Nullable String catalog(String stream, List<String> command, TapFolder files, TapWords words) {
        JsonNode catalog;
        if (settings.catalogFile() != null) {
            catalog = SingerSettings.read(settings.catalogFile(), "catalog");
        } else if (settings.discover()) {
            catalog = discovered(command, files, words);
        } else {
            return null;
        }
        return TapCatalog.select(
                catalog, stream, settings.alsoSelect(), settings.metadata(), settings.catalogFile() == null);
    }

    private JsonNode discovered(List<String> configured, TapFolder files, TapWords words) {
        List<String> command = new ArrayList<>(configured);
        command.add("--discover");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (TapProcess process = TapProcess.start(command, settings.folder(), files, words)) {
            Duration left = settings.idleTimeout();
            for (byte[] piece = process.piece(WAIT); piece == null || piece.length > 0; piece = process.piece(WAIT)) {
                if (piece == null) {
                    left = left.minus(WAIT);
                    if (!left.isPositive()) {
                        throw process.trouble("found no catalog (--discover) in "
                                + settings.idleTimeout().toSeconds() + " s, and was ended");
                    }
                } else if (said.size() + piece.length > MOST_CATALOG_BYTES) {
                    throw SingerSettings.permanent(
                            "the tap's catalog is longer than " + (MOST_CATALOG_BYTES >> 20) + " MiB");
                } else {
                    said.writeBytes(piece);
                }
            }
            int exit = process.exit();
            if (exit != 0) {
                throw process.trouble("ended with exit code " + exit
                        + " when it was asked for its catalog (--discover); where it has none, set discover = false");
            }
        }
        try {
            return SingerSettings.JSON.readTree(said.toByteArray());
        } catch (JsonProcessingException e) {
            throw noCatalog();
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot fail", e);
        }
    }

    private ConnectorException noCatalog() {
        return SingerSettings.permanent(settings.command().getFirst()
                + ": did not write a catalog in JSON when it was asked for one (--discover); where it has none, set discover ="
                + " false");
    }

    @Override
    public Position positionAfter(StreamRead read, String value) {
        throw SingerSettings.permanent("stream " + read.stream()
                + ": how far a tap has come is a state that only the tap understands; take the stream back to its start, or to before"
                + " a run");
    }

    @Override
    public String shown(Position position) {
        return TapState.shown(position);
    }

    @Override
    public void close() {}
}
