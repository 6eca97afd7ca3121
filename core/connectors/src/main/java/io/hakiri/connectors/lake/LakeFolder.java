package io.hakiri.connectors.lake;

import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.StagedObject;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folder of a lake and the steps that each hold at any instant of a crash (ADR 0003):
 *
 * <pre>
 * &lt;root&gt;/&lt;stream&gt;/f…-s…-…-&lt;run&gt;.parquet                               published: what readers see
 * &lt;root&gt;/&lt;stream&gt;.latest.sql                                          the view of the newest row per key
 * &lt;root&gt;/_hakiri/staging/&lt;project&gt;/&lt;pipeline&gt;.d/f…-s…-…-&lt;run&gt;.parquet.staged
 * &lt;root&gt;/_hakiri/quarantine/&lt;stream&gt;/f…-s…-…-&lt;run&gt;.rejected.ndjson       rows set aside
 * </pre>
 *
 * <p>Publishing renames a staged file to its place, which consumes it. So nobody can publish it a second time, and nobody who
 * wakes up late can publish what was withdrawn.
 */
final class LakeFolder {
    private static final String OURS = ObjectNames.OURS;

    private final Path root;
    private final NewFiles newFiles;
    /** Folders whose own entry in their parent is known to be on the disk. */
    private final Set<Path> durableFolders = ConcurrentHashMap.newKeySet();
    /** Names of files that this process itself wrote to their end: their content needs no second look. */
    private final Set<String> finishedHere = ConcurrentHashMap.newKeySet();

    /** How a new file is opened: where a test stands in for a full disk. */
    @FunctionalInterface
    interface NewFiles {
        FileChannel create(Path file) throws IOException;

        NewFiles ON_DISK = file -> FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    LakeFolder(Path root, NewFiles newFiles) {
        this.root = root.toAbsolutePath().normalize();
        this.newFiles = newFiles;
    }

    /** Where a pipeline's staged files are. Its name ends so that no glob takes the folder for a file. */
    Path staging(PipelineKey pipeline) {
        return root.resolve(OURS)
                .resolve("staging")
                .resolve(pipeline.project().value())
                .resolve(pipeline.pipeline().value() + ".d");
    }

    Path published(String objectName) {
        Path place = root.resolve(objectName).normalize();
        if (!place.startsWith(root) || place.equals(root)) {
            throw new ConnectorException(
                    ErrorClass.PERMANENT, "the object " + objectName + " is not inside the lake " + root, null);
        }
        return place;
    }

    Path view(String stream) {
        return root.resolve(StreamFolder.of(stream) + ".latest.sql");
    }

    Path streamFolder(String stream) {
        return root.resolve(StreamFolder.of(stream));
    }

    /** A folder for files that are not finished and belong to nobody's commit. */
    Path scratch() {
        return root.resolve(OURS).resolve("tmp");
    }

    /** The same for one pipeline, as a staging sees it. */
    StagingPlace stagingPlace(PipelineKey pipeline) {
        return new StagingPlace() {
            @Override
            public Optional<StagedFile> create(FileName name, String objectName) throws IOException {
                return LakeFolder.this.create(pipeline, name, objectName);
            }

            @Override
            public void finished(Set<String> objectNames) throws IOException {
                LakeFolder.this.finished(pipeline, objectNames);
            }

            @Override
            public void remove(FileName name) throws IOException {
                Files.deleteIfExists(staging(pipeline).resolve(name.staged()));
            }

            @Override
            public ConnectorException trouble(String doing, IOException cause) {
                return Trouble.of(doing, staging(pipeline), cause);
            }
        };
    }

    /** Begins a staged file; empty where something staged or published has this name already. */
    private Optional<StagedFile> create(PipelineKey pipeline, FileName name, String objectName) throws IOException {
        Path folder = staging(pipeline);
        makeFolder(folder);
        if (size(published(objectName)).isPresent()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new StagedFile(new DiskFile(newFiles.create(folder.resolve(name.staged())))));
        } catch (FileAlreadyExistsException leftByAnEarlierTry) {
            return Optional.empty();
        }
    }

    /** Makes the entries of a pipeline's staged files durable; their content is already. */
    private void finished(PipelineKey pipeline, Set<String> objectNames) throws IOException {
        forceFolder(staging(pipeline));
        finishedHere.addAll(objectNames);
    }

    /** Puts one committed object in its place, or finds it there; its folder is still to be forced. */
    void publish(PipelineKey pipeline, StagedObject object) throws IOException {
        Path place = published(object.name());
        Path staged = staged(pipeline, place);
        if (size(place).isPresent()) {
            return;
        }
        makeFolder(Objects.requireNonNull(place.getParent()));
        try {
            check(staged, object);
            Files.move(staged, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException consumed) {
            if (size(place).isEmpty()) {
                throw new ConnectorException(
                        ErrorClass.PERMANENT,
                        object.rows() + " committed rows are missing: neither " + place + " nor " + staged
                                + " is there. Was the lake moved, or emptied by hand? Rewind the pipeline to read them again",
                        consumed);
            }
        }
        finishedHere.remove(object.name());
    }

    /** Removes one object: staged first, so that nobody can publish it after its published file was looked for. */
    void withdraw(PipelineKey pipeline, StagedObject object) throws IOException {
        Path place = published(object.name());
        Files.deleteIfExists(staged(pipeline, place));
        Files.deleteIfExists(place);
        finishedHere.remove(object.name());
    }

    /** A file that a crash may have damaged must not become visible. */
    private void check(Path staged, StagedObject object) throws IOException {
        long size = Files.size(staged);
        if (size != object.bytes()) {
            throw damaged(staged, object.bytes() + " bytes", size + " bytes");
        }
        if (!finishedHere.contains(object.name())) {
            String digest = Digests.of(staged);
            if (!digest.equals(object.digest())) {
                throw damaged(staged, object.digest(), digest);
            }
        }
    }

    private static ConnectorException damaged(Path staged, String expected, String found) {
        return new ConnectorException(
                ErrorClass.PERMANENT,
                "the staged file " + staged + " is damaged: expected " + expected + ", found " + found
                        + ". Check the disk; rewind the pipeline to read these rows again",
                null);
    }

    private Path staged(PipelineKey pipeline, Path published) {
        return staging(pipeline).resolve(published.getFileName() + ".staged");
    }

    /** Makes a folder and those above it, and their entries durable. */
    void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder) && durableFolders.contains(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent == null) {
            return;
        }
        boolean isNew = !Files.isDirectory(folder);
        if (isNew || folder.startsWith(root)) {
            makeFolder(parent);
        }
        if (isNew) {
            try {
                Files.createDirectory(folder);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(folder)) {
                    throw e;
                }
            }
        }
        if (isNew || (folder.startsWith(root) && !folder.equals(root))) {
            forceFolder(parent);
        }
        durableFolders.add(folder);
    }

    /** Returns once the names in a folder are on the disk as they are now. A folder that is not there has none. */
    void forceFolder(Path folder) throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        } catch (NoSuchFileException gone) {
            if (Files.exists(folder)) {
                throw gone;
            }
        }
    }

    /** How long a file is; empty where there is none. */
    private static OptionalLong size(Path file) throws IOException {
        try {
            return OptionalLong.of(
                    Files.readAttributes(file, BasicFileAttributes.class).size());
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    /** Where it is, for messages. */
    Path root() {
        return root;
    }

    /** Replaces a small file at once; readers see the old or the new one. */
    void replace(Path file, byte[] content) throws IOException {
        makeFolder(scratch());
        Path fresh = Files.createTempFile(scratch(), "new-", ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                StagedFile all = new StagedFile(new DiskFile(channel));
                all.write(content);
                all.force();
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw Trouble.of("write", file, e);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
