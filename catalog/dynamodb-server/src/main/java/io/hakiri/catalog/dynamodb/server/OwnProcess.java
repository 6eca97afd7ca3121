package io.hakiri.catalog.dynamodb.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** What {@link OwnDynamo} runs: says its port, and serves until its starter is gone. */
final class OwnProcess {
    private OwnProcess() {}

    /** {@code arguments}: the folder of its data and the port, {@code 0} for any. */
    public static void main(String[] arguments) throws IOException {
        @SuppressWarnings("resource") // it ends with the process
        LocalDynamo server = new LocalDynamo(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        System.out.println(server.endpoint().getPort());
        // the pipe ends when its starter does
        System.in.transferTo(OutputStream.nullOutputStream());
        Runtime.getRuntime().halt(0);
    }
}
