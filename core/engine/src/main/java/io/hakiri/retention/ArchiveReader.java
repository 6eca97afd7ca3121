package io.hakiri.retention;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the folder that {@link HistoryArchive} writes. A file that is damaged, or is another's, ends the reading. */
public final class ArchiveReader {
    private final Path folder;
    private final Map<Path, ArchiveFile> known = new HashMap<>();

    /**
     * Of a folder.
     *
     * @throws IOException where there is none
     */
    public ArchiveReader(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString(), null, "there is no such folder");
        }
        this.folder = folder;
    }

    /** The pipelines of a project of which anything is there. */
    public Set<PipelineId> pipelines(ProjectId project) throws IOException {
        Path within = folder.resolve(project.value());
        if (!Files.isDirectory(within)) {
            return Set.of();
        }
        try (Stream<Path> folders = Files.list(within)) {
            return folders.filter(Files::isDirectory)
                    .map(one -> one.getFileName().toString())
                    .flatMap(ArchiveReader::pipeline)
                    .collect(Collectors.toSet());
        }
    }

    /** None, where the name is that of something else. */
    private static Stream<PipelineId> pipeline(String name) {
        try {
            return Stream.of(new PipelineId(name));
        } catch (InvalidInput e) {
            return Stream.empty();
        }
    }

    /** Rows of a kind that is named by fences, the greatest fence first. What is written meanwhile may be missing. */
    public ArchivedRows rows(PipelineKey pipeline, PastRows.Kind kind) throws IOException {
        Path within = folder.resolve(pipeline.project().value())
                .resolve(pipeline.pipeline().value());
        List<ArchiveFile> files = new ArrayList<>();
        if (Files.isDirectory(within)) {
            String begin = HistoryArchive.word(kind) + "-";
            try (Stream<Path> all = Files.list(within)) {
                for (Path file : all.filter(one -> {
                            String name = one.getFileName().toString();
                            return name.startsWith(begin) && name.endsWith(HistoryArchive.ENDING);
                        })
                        .toList()) {
                    ArchiveFile found = known.get(file);
                    if (found == null) {
                        found = ArchiveFile.of(file, pipeline, kind);
                        known.put(file, found);
                    }
                    files.add(found);
                }
            }
        }
        return new ArchivedRows(files);
    }
}
