package io.hakiri.connectors.lake;

import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.Writer;
import io.hakiri.connector.Destination;
import io.hakiri.connector.Stage;
import io.hakiri.connector.Staging;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A folder on a local filesystem, with a folder of files per stream (ADR 0003). Several pipelines, also of several projects,
 * may share it. It must be one filesystem, and no network filesystem.
 */
public final class LakeDestination implements Destination {
    private final LakeFolder folder;
    private final DataFormat format;
    private final LakeStaging.Bounds bounds;

    /** @param root the lake's folder; made when the first rows come */
    public LakeDestination(Path root, DataFormat format) {
        this(new LakeFolder(root, LakeFolder.NewFiles.ON_DISK), format, LakeStaging.Bounds.USUAL);
    }

    LakeDestination(LakeFolder folder, DataFormat format, LakeStaging.Bounds bounds) {
        this.folder = folder;
        this.format = format;
        this.bounds = bounds;
    }

    @Override
    public Staging stage(Stage stage) {
        return new LakeStaging(folder.stagingPlace(stage.writer().pipeline()), format, stage, bounds);
    }

    @Override
    public void publish(Writer writer, List<Receipt> receipts) {
        PipelineKey pipeline = writer.pipeline();
        Set<Path> folders = new LinkedHashSet<>();
        for (Receipt receipt : receipts) {
            Path place = folder.published(receipt.object().name());
            try {
                folder.publish(pipeline, receipt.object());
            } catch (IOException e) {
                throw Trouble.of("publish", place, e);
            }
            folders.add(place.getParent());
        }
        // Also where all were there already: whoever put them there may have died before this.
        forceAll(folders);
    }

    @Override
    public void withdraw(Writer writer, List<Receipt> receipts) {
        PipelineKey pipeline = writer.pipeline();
        Set<Path> folders = new LinkedHashSet<>();
        folders.add(folder.staging(pipeline));
        for (Receipt receipt : receipts) {
            Path place = folder.published(receipt.object().name());
            try {
                folder.withdraw(pipeline, receipt.object());
            } catch (IOException e) {
                throw Trouble.of("withdraw", place, e);
            }
            folders.add(place.getParent());
        }
        forceAll(folders);
    }

    @Override
    public void sweep(Writer writer, Set<String> keep, Predicate<RunId> whose) {
        Path staging = folder.staging(writer.pipeline());
        Set<String> kept = keep.stream()
                .map(name -> folder.published(name).getFileName() + "")
                .collect(Collectors.toSet());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(staging)) {
            for (Path file : files) {
                boolean forgotten = FileName.ofStaged(file.getFileName() + "")
                        .filter(name -> name.fence().compareTo(writer.fence()) < 0)
                        .filter(name -> whose.test(name.run()))
                        .filter(name -> !kept.contains(name.toString()))
                        .isPresent();
                if (forgotten) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (NoSuchFileException nothingStagedYet) {
            return;
        } catch (IOException e) {
            throw Trouble.of("sweep", staging, e);
        }
    }

    @Override
    public void refresh(String stream, List<String> primaryKey) {
        Path view = folder.view(stream);
        try {
            if (primaryKey.isEmpty()) {
                Files.deleteIfExists(view);
            } else if (Files.isDirectory(folder.streamFolder(stream))) {
                byte[] sql = NewestView.sql(stream, folder.streamFolder(stream).toString(), primaryKey, format)
                        .getBytes(StandardCharsets.UTF_8);
                if (!Files.exists(view) || !Arrays.equals(sql, Files.readAllBytes(view))) {
                    folder.replace(view, sql);
                }
            }
        } catch (IOException e) {
            throw Trouble.of("write the view", view, e);
        }
    }

    /** Nothing is held open between calls. */
    @Override
    public void close() {}

    private void forceAll(Set<Path> folders) {
        for (Path each : folders) {
            try {
                folder.forceFolder(each);
            } catch (IOException e) {
                throw Trouble.of("write", each, e);
            }
        }
    }
}
