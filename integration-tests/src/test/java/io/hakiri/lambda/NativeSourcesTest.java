package io.hakiri.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a compiler of the native function would be given: the arguments, beside the classes that they name. */
final class NativeSourcesTest {
    private static final String LATER = "--initialize-at-run-time=";

    private static final Set<String> NAMES = new HashSet<>();
    private static List<String> arguments = List.of();

    @BeforeAll
    static void read() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(System.getProperty("hakiri.native.sources")))) {
            List<Path> all = files.toList();
            Path given = all.stream()
                    .filter(file -> file.endsWith("arguments.txt"))
                    .findFirst()
                    .orElseThrow();
            arguments = Files.readAllLines(given);
            for (Path jar : all.stream()
                    .filter(file -> file.toString().endsWith(".jar"))
                    .toList()) {
                namesIn(jar);
            }
        }
    }

    /** Of its classes, and of the packages that they are in. */
    private static void namesIn(Path jar) throws IOException {
        try (JarFile in = new JarFile(jar.toFile())) {
            in.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .forEach(name -> {
                        for (String one = name; NAMES.add(one) && one.contains("."); ) {
                            one = one.substring(0, one.lastIndexOf('.'));
                        }
                    });
        }
    }

    @Test
    void whatIsInitialisedWhenTheProgramRunsIsThere() {
        List<String> later = arguments.stream()
                .filter(argument -> argument.startsWith(LATER))
                .flatMap(argument ->
                        Arrays.stream(argument.substring(LATER.length()).split(",")))
                .toList();
        assertThat(later).contains("com.github.luben").allMatch(NAMES::contains);
    }

    @Test
    void itIsOneProgramForItselfThatIsSmallAndSpeaksHttps() {
        assertThat(arguments).contains("--no-fallback", "-Os", "--enable-url-protocols=http,https");
    }
}
