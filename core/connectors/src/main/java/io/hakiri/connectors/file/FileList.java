package io.hakiri.connectors.file;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Finds the files that a path or a pattern names, by name. */
record FileList(FileSettings settings) {
    /** Each file is a cursor of its pipeline, of which there are at most so many (C-22). */
    static final int MOST_FILES = 10_000;

    private static final String SPECIAL = "*?{[";
    private static final int MOST_FOLDERS_DEEP = 64;

    List<SourceFile> find() {
        Path asPath = settings.folder().resolve(settings.pattern()).normalize();
        if (!isPattern(settings.pattern()) || Files.exists(asPath)) {
            return List.of(settings.file(asPath, name(asPath)));
        }
        List<Path> found = new ArrayList<>();
        try {
            walk(found);
        } catch (IOException e) {
            throw FileSettings.permanent(settings.pattern() + ": cannot look for files: " + e);
        }
        if (found.isEmpty()) {
            throw FileSettings.permanent(settings.pattern() + ": no file matches; looked below " + start());
        }
        return found.stream()
                .map(path -> settings.file(path, name(path)))
                .sorted(Comparator.comparing(SourceFile::name))
                .toList();
    }

    private void walk(List<Path> found) throws IOException {
        Path start = start();
        if (!Files.isDirectory(start)) {
            return;
        }
        String rest = settings.pattern().substring(fixedLength());
        List<PathMatcher> matchers = matchers(rest);
        boolean hidden = rest.startsWith(".") || rest.contains("/.");
        int depth = rest.contains("**")
                ? MOST_FOLDERS_DEEP
                : (int) rest.chars().filter(c -> c == '/').count() + 1;
        Files.walkFileTree(start, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                Path relative = start.relativize(file);
                boolean skipped = !attributes.isRegularFile()
                        || (!hidden && file.getFileName().toString().startsWith("."));
                if (!skipped && matchers.stream().anyMatch(matcher -> matcher.matches(relative))) {
                    found.add(file);
                    if (found.size() > MOST_FILES) {
                        throw FileSettings.permanent(settings.pattern() + ": more than " + MOST_FILES
                                + " files match; name fewer, such as one folder per pipeline");
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private List<PathMatcher> matchers(String glob) {
        try {
            PathMatcher exact = FileSystems.getDefault().getPathMatcher("glob:" + glob);
            // "**/a.csv" names a file of the folder itself, too, for everybody but the JDK
            return glob.contains("**/")
                    ? List.of(exact, FileSystems.getDefault().getPathMatcher("glob:" + glob.replace("**/", "")))
                    : List.of(exact);
        } catch (PatternSyntaxException e) {
            throw FileSettings.permanent("path = \"" + settings.pattern() + "\": is no pattern: " + e.getDescription());
        }
    }

    /** The folder below which all matches are. */
    private Path start() {
        return settings.folder()
                .resolve(settings.pattern().substring(0, fixedLength()))
                .normalize();
    }

    /** How much of the pattern, in whole folders, has no special character. */
    private int fixedLength() {
        String pattern = settings.pattern();
        int special = 0;
        while (special < pattern.length() && SPECIAL.indexOf(pattern.charAt(special)) < 0) {
            special++;
        }
        return pattern.lastIndexOf('/', special - 1) + 1;
    }

    private static boolean isPattern(String path) {
        return path.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0);
    }

    private String name(Path path) {
        Path folder = settings.folder().normalize();
        Path shown = path.startsWith(folder) ? folder.relativize(path) : path;
        return shown.toString().replace('\\', '/');
    }
}
