package io.hakiri.catalog.dynamodb.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/**
 * DynamoDB Local in this process, on loopback alone. It is put together here and not by its own starter, which listens on all
 * addresses, sends telemetry and tells its settings. All credentials and regions see the same tables.
 */
public final class LocalDynamo implements AutoCloseable {
    /** It never listens there: another part does. */
    private static final int NO_PORT = 0;

    /** Held here so that their levels stay. */
    private static final List<Logger> LIBRARIES =
            List.of(Logger.getLogger("org.eclipse.jetty"), Logger.getLogger("com.almworks.sqlite4java"));

    /** Made with another version of their runtime than the one that is here, which works, and which they tell on stderr. */
    private static final List<String> PARSERS = List.of(
            "com.amazon.dynamodb.grammar.DynamoDbGrammarLexer", "com.amazon.dynamodb.grammar.DynamoDbGrammarParser");

    static {
        LIBRARIES.forEach(library -> library.setLevel(Level.OFF));
        System.setProperty("log4j2.loggerContextFactory", "org.apache.logging.log4j.simple.SimpleLoggerContextFactory");
        System.setProperty("org.apache.logging.log4j.simplelog.level", "OFF");
        System.setProperty("sqlite4java.library.path", nativeLibrary().toString());
        PrintStream err = System.err;
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            for (String parser : PARSERS) {
                Class.forName(parser);
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("DynamoDB Local has no " + e.getMessage() + ": another version?", e);
        } finally {
            System.setErr(err);
        }
    }

    private final Server http;
    private final LocalDynamoDBRequestHandler requests;

    /** With its data in a folder, or in memory; on a port, or on any free one ({@code 0}). */
    public LocalDynamo(@Nullable Path folder, int port) {
        try {
            requests = new LocalDynamoDBRequestHandler(
                    NO_PORT, folder == null, folder == null ? null : folder.toString(), true, false);
            http = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            http.setHandler(new LocalDynamoDBServerHandler(requests, null));
            http.start();
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local does not start on port " + port, e);
        }
    }

    /** sqlite4java finds its library by a folder, under the name that the platform gives it. */
    private static Path nativeLibrary() {
        String name = nameOfLibrary(System.getProperty("os.name"), System.getProperty("os.arch"));
        try (InputStream library = LocalDynamo.class.getResourceAsStream("native/" + name)) {
            if (library == null) {
                throw new IllegalStateException("DynamoDB Local has no " + name
                        + ", which it stores in; on this platform the tests need a Docker engine");
            }
            Path folder = Files.createTempDirectory("hakiri-dynamodb-library-");
            Path file = folder.resolve(name);
            Files.copy(library, file);
            folder.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String nameOfLibrary(String system, String processor) {
        String os = system.toLowerCase(Locale.ROOT);
        boolean arm = processor.equals("aarch64");
        if (os.startsWith("mac")) {
            return arm ? "libsqlite4java-osx-aarch64.dylib" : "libsqlite4java-osx.dylib";
        }
        if (os.startsWith("windows")) {
            return "sqlite4java-win32-x64.dll";
        }
        return arm ? "libsqlite4java-linux-aarch64.so" : "libsqlite4java-linux-amd64.so";
    }

    /** Where it listens, as a client's {@code endpointOverride}. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + http.getURI().getPort());
    }

    @Override
    public void close() {
        try {
            http.stop();
            requests.shutdown();
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local does not stop", e);
        }
    }
}
