package io.hakiri.migrate;

import com.github.luben.zstd.ZstdInputStream;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.ProjectId;
import io.hakiri.run.Pace;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.ProjectImage;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.Seal;
import io.hakiri.transfer.Transfer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lays down what an {@link Export} wrote. The whole file is read and compared with its digests first. Nothing of it can be written
 * until its projects are adopted (C-27), for the catalog that it came from may still live.
 */
public final class Import {
    private final End to;
    private final Calls calls;
    private final Actor actor;
    private final List<ProjectId> projects = new ArrayList<>();
    private final List<Row> waiting = new ArrayList<>();
    private @Nullable Owner owner;
    private ExportLine.@Nullable OfPipeline pipeline;

    public Import(End to, Actor actor, Pace pace) {
        this.to = to;
        this.actor = actor;
        calls = Calls.of(pace);
    }

    /** What a line is done with. */
    private interface Each {
        void line(ExportLine line);
    }

    /**
     * Lays it down.
     *
     * @return the projects that are there now, to be adopted
     * @throws InvalidInput where the file is none, is not whole, or was changed: nothing was laid down
     * @throws MoveRefused where the target has something of these names
     */
    public List<ProjectId> from(Path file) throws IOException {
        check(file);
        each(file, this::lay);
        flush();
        endPipeline();
        for (ProjectId project : projects) {
            // no move opens what was imported
            calls.done(
                    project + " at the target",
                    () -> to.transfer().discardProject(project, Transfer.BY_ADOPTION_ALONE, actor));
        }
        return List.copyOf(projects);
    }

    private static void each(Path file, Each each) throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new ZstdInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            long number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                each.line(ExportLine.of(line, number));
            }
        }
    }

    // ---- whether it is as it was written

    private static void check(Path file) throws IOException {
        Checking checking = new Checking();
        each(file, checking::line);
        checking.end();
    }

    private static final class Checking {
        private final Digests digests = new Digests();
        private @Nullable Owner owner;
        private ExportLine.@Nullable Manifest written;
        private boolean head;

        void line(ExportLine line) {
            if (written != null) {
                throw wrong("nothing behind its last line");
            }
            switch (line) {
                case ExportLine.Head(String format, var _, var _) -> {
                    if (!format.equals(ExportLine.FORMAT)) {
                        throw new InvalidInput("format", ExportLine.FORMAT, format);
                    }
                    head = true;
                }
                case ExportLine.OfProject(ProjectImage image) -> add(Owner.of(image.project()), line);
                case ExportLine.OfPipeline of -> add(of.owner(), line);
                case ExportLine.OfRow _ -> add(owner, line);
                case ExportLine.Manifest manifest -> written = manifest;
            }
        }

        private void add(@Nullable Owner of, ExportLine line) {
            if (!head || of == null) {
                throw wrong("a first line that says what it is");
            }
            owner = of;
            digests.add(of, line);
        }

        void end() {
            if (written == null) {
                throw wrong("its last line: the file is not whole");
            }
            if (!digests.manifest().equals(written)) {
                throw wrong("lines as they were written: their digests are others");
            }
        }

        private static InvalidInput wrong(String expected) {
            return new InvalidInput("exported catalog", expected, "something else");
        }
    }

    // ---- laying it down

    private void lay(ExportLine line) {
        switch (line) {
            case ExportLine.OfProject(ProjectImage image) -> {
                next(Owner.of(image.project()));
                projects.add(image.project());
                calls.done(
                        image.project() + " at the target", () -> to.transfer().prepareProject(image.project(), actor));
            }
            case ExportLine.OfPipeline of -> {
                next(of.owner());
                pipeline = of;
                calls.done(of.owner() + " at the target", () -> to.transfer().prepare(declared(of), actor));
            }
            case ExportLine.OfRow(Row row) -> {
                if (!waiting.isEmpty()
                        && (waiting.getFirst().kind() != row.kind()
                                || waiting.size() >= RowOrder.together(row.kind()))) {
                    flush();
                }
                waiting.add(row);
            }
            case ExportLine.Head _, ExportLine.Manifest _ -> {}
        }
    }

    private void next(Owner following) {
        flush();
        endPipeline();
        owner = following;
    }

    private void flush() {
        Owner of = owner;
        if (of != null && !waiting.isEmpty()) {
            List<Row> rows = List.copyOf(waiting);
            Seal under = seal();
            calls.done(of + " at the target", () -> to.transfer().lay(of, rows, under));
            waiting.clear();
        }
    }

    /** What was exported is as it stays. */
    private Seal seal() {
        ExportLine.OfPipeline of = pipeline;
        if (of == null) {
            return Transfer.IMPORTED;
        }
        PipelineImage image = of.image();
        return Seal.of(
                image == null ? buriedUnder(of).next() : sealed(image).state().fence());
    }

    private static Fence buriedUnder(ExportLine.OfPipeline of) {
        return new Fence(Objects.requireNonNullElse(of.buriedUnder(), 0L));
    }

    private void endPipeline() {
        ExportLine.OfPipeline of = pipeline;
        pipeline = null;
        if (of == null) {
            return;
        }
        PipelineImage image = of.image();
        if (image != null) {
            calls.done(of.owner() + " at the target", () -> to.catalog().receive(sealed(image), actor));
        } else {
            calls.done(of.owner() + " at the target", () -> to.transfer().discard(key(of), buriedUnder(of), actor));
        }
    }

    private static PipelineKey key(ExportLine.OfPipeline of) {
        return new PipelineKey(
                of.owner().project(), Objects.requireNonNull(of.owner().pipeline()));
    }

    private static PipelineState declared(ExportLine.OfPipeline of) {
        PipelineImage image = of.image();
        return image == null ? Agreement.buried(key(of), Fence.NONE) : image.state();
    }

    /** An image is received of a sealed pipeline; this one is shut, wherever it came from, under a fence that it never had. */
    private static PipelineImage sealed(PipelineImage image) {
        PipelineState state = image.state();
        Fence seal = image.last().next();
        return new PipelineImage(
                new PipelineState(
                        state.key(),
                        state.manifest(),
                        state.version(),
                        new PipelineStatus.Sealed(),
                        seal,
                        state.nextDue(),
                        state.failures(),
                        null),
                image.onHold(),
                image.born(),
                seal,
                image.horizon(),
                image.auditNumber(),
                image.cursors(),
                image.schemas());
    }
}
