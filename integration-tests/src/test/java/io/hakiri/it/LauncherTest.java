package io.hakiri.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a project of its own, with scripts in place of Maven and the JDK that say what they were asked. */
final class LauncherTest {
    private static final Path ROOT = Path.of(System.getProperty("hakiri.root", ".."));
    private static final int DEADLINE_SECONDS = 60;

    private static final String MAVEN = """
            #!/bin/sh
            echo build >> "%1$s/builds"
            echo '[INFO] Building hakiri-engine 0.1.0 [1/2]'
            if [ -e "%1$s/broken" ]; then echo '[ERROR] X.java:[1,2] wrong'; exit 1; fi
            app="%1$s/a project/runtime-fargate/target/quick/hakiri"
            mkdir -p "$app" && : > "$app/hakiri.jar"
            deployment="%1$s/a project/deploy-pulumi/target/quick/deploy"
            mkdir -p "$deployment" && : > "$deployment/hakiri-deploy.jar"
            """;

    private static final String JAVA = """
            #!/bin/sh
            case "$*" in *AOTCacheOutput*) exit 1 ;; esac
            echo "process $$"
            echo "folder $(pwd)"
            while [ "$1" != -jar ] && [ "$1" != -cp ]; do shift; done
            shift 2
            for argument in "$@"; do echo "argument <$argument>"; done
            exit 3
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void layOutAProject() throws IOException {
        folder = folder.toRealPath();
        Files.createDirectories(project().resolve("core/engine/src/main"));
        Files.createDirectories(project().resolve("catalog"));
        Files.createDirectories(project().resolve("runtime-fargate/src"));
        Files.createDirectories(project().resolve("deploy-pulumi/src"));
        Files.writeString(source(), "class A {}");
        Files.writeString(project().resolve("pom.xml"), "<project/>");
        script(project().resolve("hakiri"), Files.readString(ROOT.resolve("hakiri")));
        script(folder.resolve("bin/mvn"), MAVEN.formatted(folder));
        jdk("jdk-25", "25.0.1");
        jdk("jdk-17", "17.0.9");
    }

    @Test
    void buildsOnceAndThenOnlyRuns() throws Exception {
        assertThat(start("--version").said()).contains("building hakiri-engine (1/2)");
        assertThat(start("--version").said()).doesNotContain("building");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws Exception {
        start();
        Files.setLastModifiedTime(source(), FileTime.from(Instant.now().plusSeconds(5)));
        start();
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void buildsAgainWhenASourceIsDeleted() throws Exception {
        start();
        Files.delete(source());
        start();
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void passesArgumentsFolderProcessAndExitCodeUntouched() throws Exception {
        Ended ended = start("run", "two words", "*", "", "-C", "$HOME");
        assertThat(ended.said())
                .contains("argument <two words>", "argument <*>", "argument <>", "argument <$HOME>")
                .contains("folder " + folder + "\n")
                .contains("process " + ended.pid() + "\n");
        assertThat(ended.exitCode()).isEqualTo(3);
    }

    @Test
    void isFoundThroughLinks() throws Exception {
        Files.createSymbolicLink(folder.resolve("bin/first"), project().resolve("hakiri"));
        Files.createSymbolicLink(folder.resolve("bin/second"), Path.of("first"));
        assertThat(end(begin(folder.resolve("bin/second"), Map.of(), "x")).said())
                .contains("argument <x>");
    }

    @Test
    void refusesAnOldJdkThatTheUserInsistsOn() throws Exception {
        String old = folder.resolve("jdk-17").toString();
        Ended ended = end(begin(project().resolve("hakiri"), Map.of("HAKIRI_JAVA_HOME", old)));
        assertThat(ended.exitCode()).isEqualTo(69);
        assertThat(ended.said()).contains("HAKIRI_JAVA_HOME", old, "25");
        assertThat(builds()).isZero();
    }

    @Test
    void looksPastAnOldJavaHome() throws Exception {
        Map<String, String> environment = Map.of(
                "HAKIRI_JAVA_HOME", "", "JAVA_HOME", folder.resolve("jdk-17").toString(), "HOME", folder.toString());
        Path home = folder.resolve(".jdks/mine");
        Files.createDirectories(home.getParent());
        Files.createSymbolicLink(home, folder.resolve("jdk-25"));
        assertThat(end(begin(project().resolve("hakiri"), environment, "test")).said())
                .doesNotContain("no JDK");
    }

    @Test
    void aFailedBuildSaysWhyAndNamesItsLogAndIsTriedAgain() throws Exception {
        Files.createFile(folder.resolve("broken"));
        Ended ended = start();
        assertThat(ended.exitCode()).isEqualTo(70);
        assertThat(ended.said()).contains("X.java:[1,2] wrong", "target/launcher/build.log");

        Files.delete(folder.resolve("broken"));
        assertThat(start().exitCode()).isEqualTo(3);
    }

    @Test
    void startsAtTheSameTimeBuildOnceAlsoBehindALockOfTheDead() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.createDirectories(project().resolve("target/launcher"));
        Files.createSymbolicLink(project().resolve("target/launcher/lock"), Path.of(Long.toString(dead.pid())));

        List<Process> racers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            racers.add(begin());
        }
        for (Process racer : racers) {
            assertThat(end(racer).exitCode()).isEqualTo(3);
        }
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void buildsTheDeploymentOnceAndShowsIt() throws Exception {
        Ended ended = start("deploy", "preview", "--stack", "two words");
        assertThat(ended.said())
                .contains("argument <io.hakiri.deploy.command.Main>", "argument <--stack>", "argument <two words>")
                .contains("argument <--directory>", "argument <" + project().resolve("deploy-pulumi") + ">");
        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(start("deploy", "build").exitCode()).isZero();
        assertThat(project().resolve("deploy-pulumi/target/deploy/hakiri-deploy.jar"))
                .exists();
        assertThat(builds()).isEqualTo(1);

        Files.setLastModifiedTime(source(), FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(start("deploy", "build").exitCode()).isZero();
        assertThat(builds()).isEqualTo(2);
        assertThat(start("deploy", "else").exitCode()).isEqualTo(2);
    }

    @Test
    void startsPulumiWhereItsProjectIsWithTheJdkThatWasFound() throws Exception {
        Map<String, String> without = Map.of("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
        Ended missing = end(begin(project().resolve("hakiri"), without, "deploy", "pulumi", "up"));
        assertThat(missing.exitCode()).isEqualTo(69);
        assertThat(missing.said()).contains("Pulumi (pulumi) not found");
        assertThat(builds()).isZero();

        script(folder.resolve("bin/pulumi"), """
                #!/bin/sh
                echo "<$*> in $(pwd) with $JAVA_HOME"
                exit 4
                """);
        Ended ended = start("deploy", "pulumi", "up", "--stack", "dev");
        assertThat(ended.said())
                .contains("<up --stack dev> in " + project().resolve("deploy-pulumi") + " with "
                        + folder.resolve("jdk-25"));
        assertThat(ended.exitCode()).isEqualTo(4);
    }

    private record Ended(long pid, int exitCode, String said) {}

    private Ended start(String... arguments) throws IOException, InterruptedException {
        return end(begin(arguments));
    }

    private Process begin(String... arguments) throws IOException {
        return begin(project().resolve("hakiri"), Map.of(), arguments);
    }

    private Process begin(Path launcher, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().merge("PATH", folder.resolve("bin").toString(), (old, ours) -> ours + ":" + old);
        builder.environment().remove("HAKIRI_JAVA_OPTS");
        builder.environment().put("HAKIRI_JAVA_HOME", folder.resolve("jdk-25").toString());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Ended end(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.pid(), process.exitValue(), said);
    }

    private int builds() throws IOException {
        Path log = folder.resolve("builds");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    private Path project() {
        return folder.resolve("a project");
    }

    private Path source() {
        return project().resolve("core/engine/src/main/A.java");
    }

    private void jdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        script(home.resolve("bin/java"), JAVA);
        script(home.resolve("bin/javac"), "#!/bin/sh\n");
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    }

    private static void script(Path path, String text) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
