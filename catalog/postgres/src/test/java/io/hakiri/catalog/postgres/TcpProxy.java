package io.hakiri.catalog.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A network between a client and a server that fails as told: after the n-th byte, slowly, silently, or at once. */
final class TcpProxy implements AutoCloseable {
    /** Which way bytes go. */
    enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    private static final long NEVER = Long.MAX_VALUE;
    private static final int CHUNK = 8_192;

    private final ServerSocket listening;
    private final Map<Direction, AtomicLong> budget = new EnumMap<>(Direction.class);
    private final Map<Direction, AtomicLong> passed = new EnumMap<>(Direction.class);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile int target;
    private volatile boolean refusing;
    private volatile boolean swallowing;
    private volatile boolean reset;
    private volatile long delayMillis;

    TcpProxy(int target) {
        this.target = target;
        for (Direction direction : Direction.values()) {
            budget.put(direction, new AtomicLong(NEVER));
            passed.put(direction, new AtomicLong());
        }
        try {
            listening = new ServerSocket();
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** The address of the server as it is reached through here. */
    String through(String address) {
        return address.replaceFirst("localhost:[0-9]+|127\\.0\\.0\\.1:[0-9]+", "127.0.0.1:" + port());
    }

    /** Connections that came so far. */
    int accepted() {
        return accepted.get();
    }

    /** Bytes that went through so far. */
    long passed(Direction direction) {
        return counter(passed, direction).get();
    }

    /** New connections go to another server. */
    void target(int port) {
        target = port;
    }

    /** Ends the connection that passes the n-th byte from now on, right after it; by a reset or by an end. */
    void cutAfter(Direction direction, long bytes, boolean byReset) {
        reset = byReset;
        counter(budget, direction).set(bytes);
    }

    /** Ends new connections at once. */
    void refuse(boolean yes) {
        refusing = yes;
    }

    /** Takes all bytes and passes on none. */
    void swallow(boolean yes) {
        swallowing = yes;
    }

    /** Passes on what it gets after a while. */
    void delay(long millis) {
        delayMillis = millis;
    }

    /** Ends all connections. */
    void cut() {
        open.forEach(this::end);
    }

    /** From now on nothing fails. */
    void heal() {
        budget.values().forEach(bytes -> bytes.set(NEVER));
        refusing = false;
        swallowing = false;
        delayMillis = 0;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                accepted.incrementAndGet();
                if (refusing) {
                    reset = true;
                    end(client);
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(server);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> pump(client, server, Direction.TO_SERVER));
                Thread.ofVirtual().start(() -> pump(server, client, Direction.TO_CLIENT));
            } catch (IOException e) {
                // the server is down, or the proxy is closed
            }
        }
    }

    private void pump(Socket from, Socket to, Direction direction) {
        byte[] chunk = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int got = in.read(chunk); got >= 0; got = in.read(chunk)) {
                int read = got;
                if (delayMillis > 0) {
                    Thread.sleep(delayMillis);
                }
                if (swallowing) {
                    continue;
                }
                // settled before they go out: their answer may come, and the next cut be ordered, before we go on here
                long allowed = counter(budget, direction)
                        .getAndUpdate(left -> left == NEVER ? left : Math.max(left - read, 0));
                boolean last = allowed <= read && counter(budget, direction).compareAndSet(0, NEVER);
                int passes = (int) Math.min(read, allowed);
                counter(passed, direction).addAndGet(passes);
                out.write(chunk, 0, passes);
                out.flush();
                if (last) {
                    break;
                }
            }
        } catch (IOException e) {
            // somebody ended it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(from);
            end(to);
        }
    }

    private void end(Socket socket) {
        open.remove(socket);
        try {
            if (reset) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        } catch (IOException e) {
            // it is at its end already
        }
    }

    private static AtomicLong counter(Map<Direction, AtomicLong> counters, Direction direction) {
        return Objects.requireNonNull(counters.get(direction));
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }
}
