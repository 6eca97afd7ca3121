package io.hakiri.catalog.postgres;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A pooler at its strictest: each transaction of a client goes to another connection of the server than the one before. For
 * clients in plain text whom the server trusts.
 */
final class TransactionPooler implements AutoCloseable {
    private static final int CONNECTIONS = 3;
    private static final byte QUERY = 'Q';
    private static final byte SYNC = 'S';
    private static final byte TERMINATE = 'X';
    private static final byte READY = 'Z';
    private static final byte IDLE = 'I';

    private final ServerSocket listening;
    private final int target;

    TransactionPooler(int target) {
        this.target = target;
        try {
            listening = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** The address of the server as it is reached through here. */
    String through(String address) {
        return address.replaceFirst("localhost:[0-9]+|127\\.0\\.0\\.1:[0-9]+", "127.0.0.1:" + listening.getLocalPort());
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                // closed
            }
        }
    }

    /** A connection to the server. */
    private record Server(Socket socket, DataInputStream in, OutputStream out) {}

    private void serve(Socket client) {
        Deque<Server> servers = new ArrayDeque<>();
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            byte[] startup = new byte[in.readInt() - Integer.BYTES];
            in.readFully(startup);
            byte[] greeting = {};
            for (int i = 0; i < CONNECTIONS; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), target);
                servers.add(new Server(socket, new DataInputStream(socket.getInputStream()), socket.getOutputStream()));
                Server server = servers.getLast();
                server.out()
                        .write(ByteBuffer.allocate(startup.length + Integer.BYTES)
                                .putInt(startup.length + Integer.BYTES)
                                .put(startup)
                                .array());
                greeting = answer(server.in());
            }
            out.write(greeting);
            while (true) {
                byte[] asked = question(in);
                Server server = servers.getFirst();
                server.out().write(asked);
                byte[] answered = answer(server.in());
                out.write(answered);
                if (answered[answered.length - 1] == IDLE) {
                    servers.addLast(servers.removeFirst());
                }
            }
        } catch (IOException e) {
            // one of them went
        } finally {
            for (Server server : servers) {
                try {
                    server.socket().close();
                } catch (IOException e) {
                    // gone
                }
            }
        }
    }

    /** Messages up to the one that wants an answer. */
    private static byte[] question(DataInputStream in) throws IOException {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        while (true) {
            byte kind = message(in, messages);
            if (kind == TERMINATE) {
                throw new EOFException("goodbye");
            }
            if (kind == QUERY || kind == SYNC) {
                return messages.toByteArray();
            }
        }
    }

    /** Messages up to the one that says how the transaction stands, which is its last byte. */
    private static byte[] answer(DataInputStream in) throws IOException {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        while (message(in, messages) != READY) {
            // go on
        }
        return messages.toByteArray();
    }

    private static byte message(DataInputStream in, ByteArrayOutputStream messages) throws IOException {
        byte kind = in.readByte();
        int length = in.readInt();
        byte[] content = new byte[length - Integer.BYTES];
        in.readFully(content);
        messages.write(kind);
        messages.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
        messages.writeBytes(content);
        return kind;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
