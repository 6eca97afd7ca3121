package io.hakiri.catalog.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.sqlite.LocalFilesystem.Verdict;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalFilesystemTest {
    private static final String MOUNTINFO = """
            22 1 259:1 / / rw,relatime shared:1 - ext4 /dev/root rw,discard
            30 22 0:26 / /mnt rw - tmpfs tmpfs rw
            31 30 0:45 / /mnt/efs rw,relatime shared:9 - nfs4 127.0.0.1:/ rw,vers=4.1
            32 30 0:46 / /mnt/with\\040blank rw,relatime master:1 propagate_from:2 - cifs //server/share rw
            33 31 259:2 / /mnt/efs/local rw - xfs /dev/nvme1n1 rw
            34 30 0:47 / /mnt/twice rw - ext4 /dev/sdb rw
            35 34 0:48 / /mnt/twice rw - fuse.sshfs host: rw
            not a line of it
            """;

    private final List<Mounts.Mount> mounts = Mounts.parse(MOUNTINFO);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nfs",
                "nfs4",
                "NFS4",
                "cifs",
                "smb3",
                "smbfs",
                "9p",
                "afs",
                "ceph",
                "glusterfs",
                "lustre",
                "gpfs",
                "efs",
                "fuse.sshfs",
                "fuse.s3fs",
                "fuse.glusterfs",
                "fuse.mountpoint-s3",
                "fuse.rclone",
                "webdav"
            })
    void networkFilesystemsAreRefusedWithTheReasonAndAnotherWay(String type) {
        assertThat(LocalFilesystem.judge(Path.of("/data"), type))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.message())
                                .contains("/data", type, "advisory", "still be flushing", "PostgreSQL", "DynamoDB"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ext4",
                "xfs",
                "btrfs",
                "zfs",
                "tmpfs",
                "overlay",
                "apfs",
                "NTFS",
                "fuseblk",
                "fuse.fuse-overlayfs"
            })
    void localFilesystemsAreTaken(String type) {
        assertThat(LocalFilesystem.judge(Path.of("/data"), type)).isEqualTo(new Verdict.Local(type));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fuse.somethingnew", "fuse", "virtiofs"})
    void unknownKindsAreWarnedOf(String type) {
        assertThat(LocalFilesystem.judge(Path.of("/data"), type))
                .isInstanceOfSatisfying(
                        Verdict.Unknown.class,
                        unknown -> assertThat(unknown.warning()).contains(type));
    }

    @Test
    void theDeepestMountCountsAndALaterOneCoversAnEarlierOne() {
        assertThat(Mounts.of(mounts, Path.of("/home/x"))).hasValue(new Mounts.Mount(Path.of("/"), "ext4"));
        assertThat(Mounts.of(mounts, Path.of("/mnt/efs/a"))).hasValue(new Mounts.Mount(Path.of("/mnt/efs"), "nfs4"));
        assertThat(Mounts.of(mounts, Path.of("/mnt/efsolution"))).hasValue(new Mounts.Mount(Path.of("/mnt"), "tmpfs"));
        assertThat(Mounts.of(mounts, Path.of("/mnt/efs/local/a")))
                .hasValue(new Mounts.Mount(Path.of("/mnt/efs/local"), "xfs"));
        assertThat(Mounts.of(mounts, Path.of("/mnt/with blank/a")))
                .hasValue(new Mounts.Mount(Path.of("/mnt/with blank"), "cifs"));
        assertThat(Mounts.of(mounts, Path.of("/mnt/twice/a")))
                .hasValue(new Mounts.Mount(Path.of("/mnt/twice"), "fuse.sshfs"));
    }

    @Test
    void aFolderThatDoesNotExistYetIsJudgedByTheOneAboveIt() {
        Path mounted = folder.toAbsolutePath();
        List<Mounts.Mount> network = List.of(new Mounts.Mount(Path.of("/"), "ext4"), new Mounts.Mount(mounted, "nfs4"));

        assertThat(LocalFilesystem.check(folder.resolve("not/there/yet"), network))
                .isInstanceOf(Verdict.Refused.class);
        assertThat(LocalFilesystem.check(folder.resolve("not/there/yet"))).isInstanceOf(Verdict.Local.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aCatalogOnANetworkFilesystemIsNotOpened() {
        assertThatThrownBy(() -> SqliteCatalog.refuseUnsafe(new Verdict.Refused("nfs4", "on a network")))
                .isInstanceOf(CatalogException.Incompatible.class)
                .hasMessage("on a network");
    }
}
