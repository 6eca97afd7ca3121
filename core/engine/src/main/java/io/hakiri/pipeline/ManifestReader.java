package io.hakiri.pipeline;

import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.ProjectId;
import io.hakiri.connector.Connectors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a project folder declares: {@value #PROJECT_FILE}, and all {@code .toml} and {@code .json} files right in the
 * folder {@value #PIPELINES_FOLDER}, each with one pipeline or a list of them. Whatever the files hold, the answer is a
 * manifest or the list of everything that is wrong.
 */
public final class ManifestReader {
    public static final String PROJECT_FILE = "hakiri.toml";
    public static final String PIPELINES_FOLDER = "pipelines";

    /** Files in the folder of pipelines. */
    public static final int MOST_FILES = 10_000;
    /** Bytes of one file. */
    public static final int FILE_BYTES = 4 * 1024 * 1024;
    /** Pipelines of one file. */
    public static final int MOST_PIPELINES = 10_000;

    private final ManifestKeys keys;

    /**
     * A reader that checks connectors and their options.
     *
     * @param connectors what pipelines may name
     */
    public ManifestReader(Connectors connectors) {
        this.keys = new ManifestKeys(connectors);
    }

    /** Reads the files as they are now. */
    public ManifestResult read(Path folder) {
        Problems problems = new Problems();
        List<ManifestKeys.Declared> declared = new ArrayList<>();
        ProjectId project = project(folder, declared, problems);
        for (Path file : files(folder, problems)) {
            String name = PIPELINES_FOLDER + "/" + file.getFileName();
            Node.Table table = table(file, name, problems);
            if (table != null) {
                declared.addAll(pipelines(table, problems));
            }
        }
        eachIdOnce(declared, problems);
        if (project == null || problems.count() > 0) {
            return new ManifestResult.Broken(problems.all());
        }
        List<Pipeline> pipelines = new ArrayList<>();
        declared.forEach(one -> {
            if (one.pipeline() != null) {
                pipelines.add(one.pipeline());
            }
        });
        pipelines.sort(Comparator.comparing(Pipeline::id));
        return new ManifestResult.Valid(new Manifest(folder, project, pipelines));
    }

    private @Nullable ProjectId project(Path folder, List<ManifestKeys.Declared> declared, Problems problems) {
        Path file = folder.resolve(PROJECT_FILE);
        if (!Files.exists(file)) {
            problems.add(
                    Place.whole(PROJECT_FILE),
                    "",
                    "expected this file in the project folder "
                            + folder.toAbsolutePath().normalize() + ", found none; make one with: hakiri init");
            return null;
        }
        Node.Table table = table(file, PROJECT_FILE, problems);
        if (table == null) {
            return null;
        }
        Keys.Fields fields = keys.projectFile.read(table, new Reading("", problems));
        declared.addAll(fields.get(keys.pipelines, List.of()));
        return fields.get(ManifestKeys.PROJECT);
    }

    /** One pipeline, or a list of them where the key of a list is there. */
    private List<ManifestKeys.Declared> pipelines(Node.Table table, Problems problems) {
        Reading top = new Reading("", problems);
        if (table.entries().containsKey(keys.pipelines.name())) {
            return keys.pipelinesFile.read(table, top).get(keys.pipelines, List.of());
        }
        ManifestKeys.Declared one = keys.pipelineFile.read(table, top);
        return one == null ? List.of() : List.of(one);
    }

    private static void eachIdOnce(List<ManifestKeys.Declared> declared, Problems problems) {
        Map<PipelineId, ManifestKeys.Declared> first = new HashMap<>();
        for (ManifestKeys.Declared one : declared) {
            ManifestKeys.Declared before = one.id() == null ? null : first.putIfAbsent(one.id(), one);
            if (before != null) {
                problems.add(
                        one.at(),
                        one.idKey(),
                        "expected an id that no other pipeline has, found \"" + one.id() + "\" at "
                                + before.at().lineText() + " and again at "
                                + one.at().lineText());
            }
        }
    }

    private static List<Path> files(Path folder, Problems problems) {
        Path pipelines = folder.resolve(PIPELINES_FOLDER);
        if (!Files.isDirectory(pipelines)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(pipelines)) {
            List<Path> files = all.filter(ManifestReader::isManifest)
                    .limit(MOST_FILES + 1L)
                    .sorted()
                    .toList();
            if (files.size() > MOST_FILES) {
                problems.add(
                        Place.whole(PIPELINES_FOLDER), "", "expected at most " + MOST_FILES + " files, found more");
                return List.of();
            }
            return files;
        } catch (IOException e) {
            problems.add(Place.whole(PIPELINES_FOLDER), "", unreadable(e));
            return List.of();
        }
    }

    /** Editors leave hidden files beside those they have open. */
    private static boolean isManifest(Path file) {
        String name = String.valueOf(file.getFileName());
        return !name.startsWith(".") && (name.endsWith(".toml") || name.endsWith(".json")) && !Files.isDirectory(file);
    }

    private static Node.@Nullable Table table(Path file, String name, Problems problems) {
        String text = text(file, name, problems);
        if (text == null) {
            return null;
        }
        return name.endsWith(".json") ? JsonTree.read(name, text, problems) : TomlTree.read(name, text, problems);
    }

    private static @Nullable String text(Path file, String name, Problems problems) {
        try {
            long bytes = Files.size(file);
            if (bytes > FILE_BYTES) {
                problems.add(
                        Place.whole(name),
                        "",
                        "expected at most " + ByteSize.text(FILE_BYTES) + ", found " + bytes + " bytes");
                return null;
            }
            return decoded(Files.readAllBytes(file), name, problems);
        } catch (IOException e) {
            problems.add(Place.whole(name), "", unreadable(e));
            return null;
        }
    }

    private static @Nullable String decoded(byte[] bytes, String name, Problems problems) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        boolean bad = decoder.decode(in, out, true).isError();
        String text = out.flip().toString();
        if (bad) {
            int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
            int column = text.length() - text.lastIndexOf('\n');
            problems.add(new Place(name, line, column), "", "expected UTF-8, found a byte that is none");
            return null;
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text; // some editors begin a file so
    }

    private static String unreadable(IOException e) {
        String reason = e instanceof FileSystemException at && at.getReason() != null
                ? at.getReason()
                : e.getClass().getSimpleName();
        return "expected a file that can be read, found: " + reason;
    }
}
