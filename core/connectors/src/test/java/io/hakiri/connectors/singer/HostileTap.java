package io.hakiri.connectors.singer;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Singer tap that does what it is told, in words before its options: {@code rows=10 state=3 die=7 …}. It counts: a row's id
 * is its number, and its state the last of them. Knows nothing but the JDK, so that its class file is all that it needs.
 */
public final class HostileTap {
    private static final Pattern LAST = Pattern.compile("\"last\":(\\d+)");

    private final List<String> arguments;
    private final PrintStream out;
    private final String stream;

    private HostileTap(List<String> arguments, PrintStream out) {
        this.arguments = arguments;
        this.out = out;
        this.stream = text("stream", "numbers");
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(
                new java.io.BufferedOutputStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), 1 << 16),
                false,
                StandardCharsets.UTF_8);
        HostileTap tap = new HostileTap(Arrays.asList(arguments), out);
        tap.run();
        out.flush();
    }

    /** How a test starts it. */
    static List<String> command(String... words) {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                Path.of(HostileTap.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath())
                        .toString(),
                HostileTap.class.getName()));
        command.addAll(List.of(words));
        return command;
    }

    private String text(String name, String fallback) {
        return arguments.stream()
                .filter(word -> word.startsWith(name + "="))
                .map(word -> word.substring(name.length() + 1))
                .findFirst()
                .orElse(fallback);
    }

    private int number(String name) {
        return Integer.parseInt(text(name, "-1"));
    }

    private String file(String option) throws IOException {
        int at = arguments.indexOf(option);
        return at < 0 ? "" : Files.readString(Path.of(arguments.get(at + 1)));
    }

    private void run() throws IOException, InterruptedException {
        if (arguments.contains("--discover")) {
            out.println(
                    text(
                            "catalog",
                            "{\"streams\":[{\"stream\":\"" + stream
                                    + "\",\"tap_stream_id\":\"id-1\",\"schema\":{},\"metadata\":[{\"breadcrumb\":[\"properties\",\"id\"],"
                                    + "\"metadata\":{\"inclusion\":\"available\"}}]},{\"stream\":\"parent\",\"tap_stream_id\":\"parent\",\"schema\":{}},{\"stream\":\"other\"}]}"));
            return;
        }
        if (arguments.contains("deaf")) {
            Runtime.getRuntime().addShutdownHook(new Thread(HostileTap::waitForEver));
        }
        if (arguments.contains("child")) {
            new ProcessBuilder("sleep", "1000").inheritIO().start();
        }
        if (arguments.contains("tell")) {
            tell();
            return;
        }
        Matcher last = LAST.matcher(file("--state"));
        count(last.find() ? Integer.parseInt(last.group(1)) : 0);
        if (number("exit") >= 0) {
            out.flush();
            System.err.println("no more: " + file("--config"));
            System.exit(number("exit"));
        }
    }

    private void count(int last) throws InterruptedException {
        schema("\"id\":{\"type\":\"integer\"},\"text\":{\"type\":[\"null\",\"string\"]}");
        int every = number("state");
        for (int id = last + 1; id <= number("rows"); id++) {
            if (id == number("garbage")) {
                out.println(text("line", "Traceback (most recent call last):"));
            }
            if (id == number("long")) {
                out.print("{\"type\":\"RECORD\",\"stream\":\"numbers\",\"record\":{\"text\":\"");
                String piece = "x".repeat(1 << 16);
                while (!out.checkError()) {
                    out.print(piece);
                }
            }
            if (id == number("hang")) {
                out.flush();
                waitForEver();
            }
            if (id == number("die")) {
                out.print("{\"type\":\"RECORD\",\"stream\":\"num");
                out.flush();
                Runtime.getRuntime().halt(9);
            }
            if (id == number("widen")) {
                schema(
                        "\"id\":{\"type\":\"integer\"},\"text\":{\"type\":\"string\"},\"more\":{\"type\":\"string\",\"format\":\"date-time\"}");
            }
            out.println("{\"record\":{\"id\":" + id + ",\"text\":\"" + "t".repeat(id % 7)
                    + "\"},\"type\":\"RECORD\",\"stream\":\"" + stream
                    + "\",\"time_extracted\":\"2026-01-01T00:00:00Z\"}");
            out.println("{\"type\":\"RECORD\",\"stream\":\"other\",\"record\":{\"id\":" + -id + "}}");
            if (every > 0 && id % every == 0) {
                out.println("{\"type\":\"STATE\",\"value\":{\"last\":" + id + ",\"exact\":1.10}}");
            }
        }
        if (every > 0) {
            out.println(
                    "{\"type\":\"STATE\",\"value\":{\"last\":" + Math.max(last, number("rows")) + ",\"exact\":1.10}}");
        }
    }

    private void schema(String properties) {
        out.println("{\"type\":\"SCHEMA\",\"stream\":\"other\",\"schema\":{},\"key_properties\":[]}");
        out.println("{\"type\":\"SCHEMA\",\"stream\":\"" + stream + "\",\"schema\":{\"properties\":{" + properties
                + "}},\"key_properties\":[\"id\"]}");
    }

    /** What it was given, as a row. */
    private void tell() throws IOException {
        schema("\"config\":{\"type\":\"string\"}");
        Path config = Path.of(arguments.get(arguments.indexOf("--config") + 1));
        Path folder = Objects.requireNonNull(config.getParent());
        out.println("{\"type\":\"RECORD\",\"stream\":\"numbers\",\"record\":{\"config\":" + quoted(file("--config"))
                + ",\"catalog\":" + quoted(file("--catalog") + file("--properties")) + ",\"rights\":\""
                + PosixFilePermissions.toString(Files.getPosixFilePermissions(config)) + " "
                + PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)) + "\",\"folder\":"
                + quoted(Path.of("").toAbsolutePath().toString()) + ",\"place\":"
                + quoted(folder.toString())
                + ",\"inherited\":\"" + System.getenv("HAKIRI_CATALOG") + "\"}}");
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static void waitForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
