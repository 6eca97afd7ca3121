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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

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
    private static final int BACKLOG = 1024;

    private final ServerSocket listening;
    private final int target;
    private final int connections;
    private final boolean isShared;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Servers shared;

    /** With a few connections for each client. */
    TransactionPooler(int target) {
        this(target, CONNECTIONS, false);
    }

    private TransactionPooler(int target, int connections, boolean isShared) {
        this.target = target;
        this.connections = connections;
        this.isShared = isShared;
        try {
            listening = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** With so many connections for all clients, which must be of one user and one database; a transaction waits for one. */
    static TransactionPooler shared(int target, int connections) {
        return new TransactionPooler(target, connections, true);
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

    /** Connections that nobody has a transaction on, and what the server says to who connects. */
    private static final class Servers implements AutoCloseable {
        final BlockingQueue<Server> idle = new LinkedBlockingQueue<>();
        byte[] greeting = {};

        @Override
        public void close() throws IOException {
            for (Server server : idle) {
                server.socket().close();
            }
        }
    }

    private Servers connected(byte[] startup) throws IOException {
        Servers servers = new Servers();
        for (int i = 0; i < connections; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), target);
            Server server = new Server(socket, new DataInputStream(socket.getInputStream()), socket.getOutputStream());
            server.out()
                    .write(ByteBuffer.allocate(startup.length + Integer.BYTES)
                            .putInt(startup.length + Integer.BYTES)
                            .put(startup)
                            .array());
            servers.greeting = answer(server.in());
            servers.idle.add(server);
        }
        return servers;
    }

    private Servers sharedBy(byte[] startup) throws IOException {
        lock.lock();
        try {
            if (shared == null) {
                shared = connected(startup);
            }
            return shared;
        } finally {
            lock.unlock();
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            byte[] startup = new byte[in.readInt() - Integer.BYTES];
            in.readFully(startup);
            if (isShared) {
                serve(client, in, sharedBy(startup));
            } else {
                try (Servers own = connected(startup)) {
                    serve(client, in, own);
                }
            }
        } catch (IOException e) {
            // one of them went
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void serve(Socket client, DataInputStream in, Servers servers)
            throws IOException, InterruptedException {
        OutputStream out = client.getOutputStream();
        out.write(servers.greeting);
        while (true) {
            byte[] asked = question(in);
            Server server = servers.idle.take();
            boolean isOver = false;
            try {
                while (!isOver) {
                    server.out().write(asked);
                    byte[] answered = answer(server.in());
                    isOver = answered[answered.length - 1] == IDLE;
                    out.write(answered);
                    if (!isOver) {
                        asked = question(in);
                    }
                }
            } finally {
                if (isOver) {
                    servers.idle.add(server);
                } else {
                    server.socket().close(); // in the middle of a transaction
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
        lock.lock();
        try {
            if (shared != null) {
                shared.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
