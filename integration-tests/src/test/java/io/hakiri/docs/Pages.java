package io.hakiri.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** The Markdown pages of the repository, and what stands in them. */
final class Pages {
    static final Path ROOT =
            Path.of(System.getProperty("hakiri.root", "..")).toAbsolutePath().normalize();
    static final Path DOCS = ROOT.resolve("docs");

    private static final String FENCE = "```";

    private Pages() {}

    /**
     * A block between fences.
     *
     * @param line of its first line, from 1
     * @param language what stands behind the opening fence; may be empty
     */
    record Block(Path page, int line, String language, String text) {
        String place() {
            return placeOf(page, line);
        }
    }

    /** A line of a page outside of blocks. */
    record Line(Path page, int number, String text) {
        String place() {
            return placeOf(page, number);
        }
    }

    /** Every page, but for those in folders that a build makes or that are hidden. */
    static List<Path> all() {
        List<Path> pages = new ArrayList<>();
        try {
            Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    String name = String.valueOf(folder.getFileName());
                    boolean skipped = !folder.equals(ROOT) && (name.startsWith(".") || name.equals("target"));
                    return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(".md")) {
                        pages.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pages.sort(Path::compareTo);
        return pages;
    }

    static String text(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Block> blocks(Path page) {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = text(page).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String opening = lines.get(i).strip();
            if (!opening.startsWith(FENCE)) {
                continue;
            }
            int first = i + 1;
            StringBuilder text = new StringBuilder();
            for (i = first; i < lines.size() && !lines.get(i).strip().equals(FENCE); i++) {
                text.append(lines.get(i)).append('\n');
            }
            blocks.add(new Block(page, first + 1, opening.substring(FENCE.length()), text.toString()));
        }
        return blocks;
    }

    static List<Line> prose(Path page) {
        List<Line> prose = new ArrayList<>();
        boolean inBlock = false;
        int number = 0;
        for (String line : text(page).lines().toList()) {
            number++;
            if (line.strip().startsWith(FENCE)) {
                inBlock = !inBlock;
            } else if (!inBlock) {
                prose.add(new Line(page, number, line));
            }
        }
        return prose;
    }

    private static String placeOf(Path page, int line) {
        return ROOT.relativize(page) + ":" + line;
    }
}
