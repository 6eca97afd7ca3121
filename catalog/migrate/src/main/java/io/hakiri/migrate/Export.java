package io.hakiri.migrate;

import com.github.luben.zstd.ZstdOutputStream;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.run.Pace;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.PipelineName;
import io.hakiri.transfer.ProjectImage;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKind;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Writes projects to a file, while their pipelines go on: each pipeline as it is in the gap between two of its runs. The file holds
 * the hashes of API tokens and the tokens of idempotency keys.
 */
public final class Export {
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);
    private static final String HALF = ".part";
    private static final String ASIDE = ".rows";

    private final End from;
    private final Calls calls;
    private final Duration within;

    /** @param within how long a gap of a pipeline is waited for */
    public Export(End from, Duration within, Pace pace) {
        this.from = from;
        this.within = within;
        calls = Calls.of(pace);
    }

    /**
     * Writes; the file is there when it is whole.
     *
     * @return how many lines
     * @throws MoveRefused where a pipeline has no gap
     */
    public long to(Path file, List<ProjectId> projects, Instant at) throws IOException {
        Path half = file.resolveSibling(file.getFileName() + HALF);
        Digests digests = new Digests();
        try (SetAside aside = new SetAside(file.resolveSibling(file.getFileName() + ASIDE));
                OutputStream out = Files.newOutputStream(
                        half,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                Writer lines =
                        new BufferedWriter(new OutputStreamWriter(new ZstdOutputStream(out), StandardCharsets.UTF_8))) {
            write(lines, new ExportLine.Head(ExportLine.FORMAT, at, from.address()));
            for (ProjectId project : projects.isEmpty() ? calls.call(from::projects) : projects) {
                write(lines, digests, aside, project);
            }
            write(lines, digests.manifest());
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(half);
            throw e;
        }
        Files.move(half, file, StandardCopyOption.REPLACE_EXISTING);
        return digests.manifest().lines();
    }

    private void write(Writer lines, Digests digests, SetAside aside, ProjectId project) throws IOException {
        ProjectImage image = calls.call(() -> from.transfer().project(project))
                .orElseThrow(() -> new MoveRefused(project + ": there is no such project"));
        Owner owner = Owner.of(project);
        write(lines, digests, owner, new ExportLine.OfProject(image));
        writeRows(lines, digests, owner);
        for (PipelineName name : calls.call(() -> from.pipelinesEver(project))) {
            Owner pipeline = new Owner(project, name.id());
            switch (name.state()) {
                case LIVING, SEALED -> writeLiving(lines, digests, aside, new PipelineKey(project, name.id()));
                case DELETED -> {
                    write(
                            lines,
                            digests,
                            pipeline,
                            new ExportLine.OfPipeline(
                                    pipeline, null, name.fence().value()));
                    writeRows(lines, digests, pipeline);
                }
                case MOVED, RECEIVED, DISCARDED -> {} // it is somewhere else
            }
        }
    }

    private void writeLiving(Writer lines, Digests digests, SetAside aside, PipelineKey key) throws IOException {
        Owner owner = Owner.of(key);
        PipelineImage image = inGap(key, aside);
        write(lines, digests, owner, new ExportLine.OfPipeline(owner, image, null));
        aside.giveOut(line -> write(lines, digests, owner, line));
    }

    /** A pipeline between two of its runs; its rows of that time are set aside. */
    private PipelineImage inGap(PipelineKey key, SetAside aside) throws IOException {
        long start = System.nanoTime();
        while (true) {
            PipelineImage image = snapshot(key);
            if (image.state().lease() == null) {
                setAside(Owner.of(key), aside);
                if (image.equals(snapshot(key))) {
                    return image;
                }
            }
            if (System.nanoTime() - start > within.toNanos()) {
                throw new MoveRefused(key + ": it has no gap between its runs, " + within.toSeconds()
                        + " s long. Pause it, or say a longer time by --within");
            }
            pause();
        }
    }

    private void setAside(Owner owner, SetAside aside) throws IOException {
        aside.begin();
        for (RowKind kind : RowKind.of(owner)) {
            RowReader rows = new RowReader(from.transfer(), owner, kind, null, calls);
            for (Row row = rows.current(); row != null; row = rows.current()) {
                aside.add(row);
                rows.advance();
            }
        }
    }

    private PipelineImage snapshot(PipelineKey key) {
        return calls.call(() -> from.transfer().snapshot(key))
                .orElseThrow(() -> new MoveRefused(key + ": deleted meanwhile. Do the same again"));
    }

    private void writeRows(Writer lines, Digests digests, Owner owner) throws IOException {
        for (RowKind kind : RowKind.of(owner)) {
            RowReader rows = new RowReader(from.transfer(), owner, kind, null, calls);
            for (Row row = rows.current(); row != null; row = rows.current()) {
                write(lines, digests, owner, new ExportLine.OfRow(row));
                rows.advance();
            }
        }
    }

    private static void write(Writer lines, Digests digests, Owner owner, ExportLine line) throws IOException {
        digests.add(owner, line);
        write(lines, line);
    }

    private static void write(Writer lines, ExportLine line) throws IOException {
        lines.write(line.text());
        lines.write('\n');
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_TRIES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MoveRefused("interrupted. Nothing was written");
        }
    }
}
