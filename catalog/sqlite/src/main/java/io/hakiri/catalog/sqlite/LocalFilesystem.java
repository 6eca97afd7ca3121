package io.hakiri.catalog.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a folder may hold an SQLite catalog, found out before any file in it is touched.
 *
 * <p>On a network filesystem it may not: locks there are advisory or late, the write-ahead log needs memory that all
 * processes share, and a task that was replaced can still be flushing what it wrote.
 */
public final class LocalFilesystem {
    private static final Set<String> NETWORK = Set.of(
            "nfs",
            "nfs3",
            "nfs4",
            "efs",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "ncpfs",
            "9p",
            "afs",
            "openafs",
            "kafs",
            "auristorfs",
            "coda",
            "ceph",
            "glusterfs",
            "lustre",
            "gpfs",
            "mmfs",
            "beegfs",
            "orangefs",
            "pvfs2",
            "ocfs2",
            "gfs2",
            "panfs",
            "wekafs",
            "webdav",
            "davfs",
            "davfs2",
            "afpfs",
            "vboxsf",
            "prl_fs",
            "vmhgfs");

    private static final Set<String> NETWORK_THROUGH_FUSE = Set.of(
            "sshfs",
            "glusterfs",
            "s3fs",
            "s3ql",
            "s3backer",
            "goofys",
            "mountpoint-s3",
            "mount-s3",
            "gcsfuse",
            "rclone",
            "blobfuse",
            "blobfuse2",
            "cephfs",
            "ceph",
            "ceph-fuse",
            "ceph-fuse-client",
            "juicefs",
            "davfs",
            "davfs2",
            "smbnetfs",
            "seaweedfs",
            "curlftpfs",
            "moosefs",
            "mfs",
            "lizardfs",
            "hdfs",
            "fuse_dfs",
            "nfs",
            "ipfs",
            "afs");

    private static final Set<String> LOCAL_THROUGH_FUSE =
            Set.of("fuse-overlayfs", "ntfs-3g", "exfat", "ext2", "bindfs");

    private static final String FUSE = "fuse.";

    /** What was found. */
    public sealed interface Verdict {
        /** Safe. */
        record Local(String type) implements Verdict {}

        /** Nobody knows: go on, and say so. */
        record Unknown(String type, String warning) implements Verdict {}

        /** Not safe: a person is to choose another place. */
        record Refused(String type, String message) implements Verdict {}
    }

    private LocalFilesystem() {}

    /** Judges the filesystem that the folder lies on, or will lie on where it does not exist yet. */
    public static Verdict check(Path folder) {
        return check(folder, Mounts.here());
    }

    static Verdict check(Path folder, List<Mounts.Mount> mounts) {
        Path existing = existing(folder);
        Optional<String> mounted = Mounts.of(mounts, existing).map(Mounts.Mount::type);
        Verdict ofMount = mounted.map(type -> judge(folder, type)).orElse(null);
        return ofMount != null ? ofMount : judge(folder, storeType(existing));
    }

    /** What a type of filesystem means; a pure function. */
    static Verdict judge(Path folder, String type) {
        String word = type.toLowerCase(Locale.ROOT);
        if (word.startsWith(FUSE)) {
            String through = word.substring(FUSE.length());
            if (NETWORK_THROUGH_FUSE.contains(through) || NETWORK.contains(through)) {
                return refused(folder, type);
            }
            return LOCAL_THROUGH_FUSE.contains(through) ? new Verdict.Local(type) : unknown(folder, type);
        }
        if (NETWORK.contains(word)) {
            return refused(folder, type);
        }
        return word.equals("fuse") || word.equals("virtiofs") || word.equals("macfuse") || word.equals("osxfuse")
                ? unknown(folder, type)
                : new Verdict.Local(type);
    }

    private static Verdict refused(Path folder, String type) {
        return new Verdict.Refused(
                type,
                folder + " lies on a network filesystem (" + type
                        + "), where an SQLite catalog is not safe: locks over a"
                        + " network are only advisory, its write-ahead log needs memory that all processes share, and"
                        + " a task that was replaced can still be flushing. Nothing was touched. Use a folder on a"
                        + " local disk, or a PostgreSQL or DynamoDB catalog");
    }

    private static Verdict unknown(Path folder, String type) {
        return new Verdict.Unknown(
                type,
                folder + " lies on a filesystem of unknown kind (" + type
                        + "). An SQLite catalog is safe only where file"
                        + " locks and shared memory work as on a local disk");
    }

    /** The folder itself or the nearest one above it that exists, without symbolic links. */
    private static Path existing(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        for (Path above = path; above != null; above = above.getParent()) {
            try {
                return above.toRealPath();
            } catch (IOException notThere) {
                // look above it
            }
        }
        return path;
    }

    private static String storeType(Path existing) {
        @Nullable String type;
        try {
            type = Files.getFileStore(existing).type();
        } catch (IOException e) {
            type = null;
        }
        return type == null || type.isEmpty() ? "unknown" : type;
    }
}
