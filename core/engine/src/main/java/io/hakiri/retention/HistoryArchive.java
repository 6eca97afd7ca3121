package io.hakiri.retention;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.ProjectId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * A folder of what retention removed: one gzip file of JSON lines per batch, its first line telling what it holds
 * (docs/retention.md). A file is on the disk, whole and under its name, before its rows are removed. Rows that were written and
 * not removed, because the program died in between, are written again: the same batch under the same name.
 */
public final class HistoryArchive {
    /** Of the lines; a later version only adds fields. */
    static final int VERSION = 1;

    static final String FORMAT = "hakiri-history";

    /** Of names of files. */
    static final String ENDING = ".jsonl.gz";

    private static final int NAME_DIGITS = 32;

    private final Path folder;

    /** Made when it is first written to. */
    public HistoryArchive(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes a batch.
     *
     * @return the file
     * @throws IOException where it may not be on the disk: then nothing is to be removed
     */
    public Path write(ProjectId project, PastRows rows) throws IOException {
        byte[] lines = (String.join("\n", rows.lines()) + "\n").getBytes(StandardCharsets.UTF_8);
        String digest = sha256(lines);
        PipelineId pipeline = rows.pipeline();
        Path within = folder.resolve(project.value()).resolve(pipeline == null ? "_project" : pipeline.value());
        Files.createDirectories(within);
        // the same rows make the same name, whoever writes them
        Path file = within.resolve(word(rows.kind()) + "-" + digest.substring(0, NAME_DIGITS) + ENDING);
        Path half = Files.createTempFile(within, ".", ".half");
        try {
            try (FileChannel channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
                OutputStream plain = Channels.newOutputStream(channel);
                GZIPOutputStream packed = new GZIPOutputStream(plain);
                packed.write((head(project, rows, digest) + "\n").getBytes(StandardCharsets.UTF_8));
                packed.write(lines);
                packed.finish();
                channel.force(true);
            }
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(half);
        }
        for (Path changed = within; changed != null; changed = changed.equals(folder) ? null : changed.getParent()) {
            forceFolder(changed);
        }
        return file;
    }

    private static String head(ProjectId project, PastRows rows, String digest) {
        PipelineId pipeline = rows.pipeline();
        ObjectNode head = JsonNodeFactory.instance.objectNode();
        head.put("format", FORMAT)
                .put("version", VERSION)
                .put("project", project.value())
                .put("pipeline", pipeline == null ? null : pipeline.value())
                .put("kind", word(rows.kind()))
                .put("rows", rows.lines().size())
                .put("sha256", digest);
        return head.toString();
    }

    /** A name is on the disk when its folder is. Not every system lets one ask for it; then the system keeps it in order itself. */
    private static void forceFolder(Path folder) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(folder, StandardOpenOption.READ);
        } catch (IOException notOnThisSystem) {
            return;
        }
        try (channel) {
            channel.force(true);
        }
    }

    /** A kind in heads and names of files. */
    static String word(PastRows.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
