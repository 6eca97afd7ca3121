package io.hakiri.catalog.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is mounted where: reads Linux's {@code mountinfo} (proc_pid_mountinfo(5)). */
final class Mounts {
    private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");
    private static final String BEFORE_TYPE = " - ";
    private static final int MOUNT_POINT_FIELD = 4;
    private static final int OCTAL = 8;

    /** Blanks and backslashes of a path are written as three octal digits. */
    private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");

    /** One mounted filesystem. */
    record Mount(Path at, String type) {}

    private Mounts() {}

    /** The mounts of this machine; empty where the system has no such list. */
    static List<Mount> here() {
        try {
            return Files.isReadable(MOUNTINFO) ? parse(Files.readString(MOUNTINFO)) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Lines that are not understood are passed over. */
    static List<Mount> parse(String mountinfo) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : mountinfo.lines().toList()) {
            int border = line.indexOf(BEFORE_TYPE);
            String[] fields = line.split(" ", MOUNT_POINT_FIELD + 2);
            if (border > 0 && fields.length > MOUNT_POINT_FIELD) {
                String type = line.substring(border + BEFORE_TYPE.length()).split(" ", 2)[0];
                mounts.add(new Mount(Path.of(unescaped(fields[MOUNT_POINT_FIELD])), type));
            }
        }
        return mounts;
    }

    /** The mount that a real, absolute path lies on: the deepest; of two at one place the later one, which covers it. */
    static Optional<Mount> of(List<Mount> mounts, Path path) {
        Mount deepest = null;
        for (Mount mount : mounts) {
            if (path.startsWith(mount.at())
                    && (deepest == null
                            || mount.at().getNameCount() >= deepest.at().getNameCount())) {
                deepest = mount;
            }
        }
        return Optional.ofNullable(deepest);
    }

    private static String unescaped(String field) {
        return ESCAPED.matcher(field)
                .replaceAll(code ->
                        Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(code.group(1), OCTAL))));
    }
}
