package io.hakiri.emulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One function, and Lambda around it: its processes, its own API at {@link #endpoint}, its {@link #url}. An asynchronous invocation that
 * fails is not tried again, as Hakiri's deployment has it. The function's processes end with this.
 */
public final class Emulator implements AutoCloseable {
    /** Invocations in one chain before one is dropped, unless that is allowed. */
    public static final int MOST_RECURSIONS = 16;

    private static final String INVOKE = "/2015-03-31/functions/";
    private static final String TYPE = "X-Amz-Invocation-Type";
    private static final String ASYNCHRONOUS = "Event";

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("limits").factory());
    private final HttpServer api = Loopback.server(this::answer);
    private final FunctionConfiguration function;
    private final Owner owner;
    private final FunctionUrl url;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Instance> all = new HashSet<>();
    private final Deque<Instance> idle = new ArrayDeque<>();
    private final Deque<Call> waiting = new ArrayDeque<>();
    private final List<Outcome> asynchronous = new ArrayList<>();
    private Supplier<Optional<Duration>> killAfter = Optional::empty;
    private int underWay;
    private boolean closed;

    /**
     * Starts nothing of the function yet.
     *
     * @param function what Lambda is told of it, given the {@link #endpoint} at which it finds this
     * @param log gets each line that it logs; called by many threads
     */
    public Emulator(Function<URI, FunctionConfiguration> function, Consumer<String> log) {
        this.function = function.apply(endpoint());
        this.owner = new Owner(log);
        this.url = new FunctionUrl(this, this.function);
    }

    /** What the processes of the function tell. */
    private final class Owner implements Instance.Owner {
        private final Consumer<String> log;

        Owner(Consumer<String> log) {
            this.log = log;
        }

        @Override
        public void idle(Instance instance) {
            lock.lock();
            try {
                Call call = waiting.poll();
                if (call == null) {
                    idle.push(instance);
                    changed.signalAll();
                } else {
                    instance.give(call);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void gone(Instance instance) {
            lock.lock();
            try {
                all.remove(instance);
                idle.remove(instance);
                Call call = closed ? null : waiting.poll();
                if (call != null) {
                    start(call);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void logged(String line) {
            log.accept(line);
        }
    }

    /** Where Lambda's own API is, for the SDK's clients. */
    public URI endpoint() {
        return URI.create("http://" + Loopback.HOST + ":" + api.getAddress().getPort());
    }

    /** Where the function is reached over HTTP, by anybody: its function URL, without IAM. */
    public URI url() {
        return url.address();
    }

    /** Invokes it, and waits for what becomes of that. */
    public Outcome invoke(String event) {
        return invoke(event, null);
    }

    /**
     * As {@link #invoke(String)}, and kills its process in the middle.
     *
     * @param killAfter so long after it began; {@code null} for not at all
     */
    public Outcome invoke(String event, @Nullable Duration killAfter) {
        Call call = Call.of(event, Trace.of(null), killAfter);
        take(call, false);
        return call.outcome().join();
    }

    /**
     * Kills processes in the middle of asynchronous invocations, from now on.
     *
     * @param after how long after each began; empty for those that are left alone
     */
    public void killAfter(Supplier<Optional<Duration>> after) {
        lock.lock();
        try {
            killAfter = after;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Duration killAfter() {
        lock.lock();
        try {
            return killAfter.get().orElse(null);
        } finally {
            lock.unlock();
        }
    }

    /** What became of the asynchronous invocations until now, in the order in which they ended. */
    public List<Outcome> asynchronous() {
        lock.lock();
        try {
            return List.copyOf(asynchronous);
        } finally {
            lock.unlock();
        }
    }

    /** Starts a process where none is idle, and waits until one waits for an invocation; it is left running, not stopped. */
    public ProcessHandle warm() throws InterruptedException {
        lock.lock();
        try {
            if (idle.isEmpty()) {
                all.add(new Instance(function, timer, owner));
            }
            while (idle.isEmpty()) {
                changed.await();
            }
            Instance ready = idle.element();
            ready.goOn();
            return ready.process();
        } finally {
            lock.unlock();
        }
    }

    /** The processes that there are, for who looks at them from outside. */
    public List<ProcessHandle> processes() {
        return instances().stream().map(Instance::process).toList();
    }

    /** Waits until nothing is under way; answers whether that was so in time. */
    public boolean awaitQuiet(Duration within) throws InterruptedException {
        lock.lock();
        try {
            long left = within.toNanos();
            while (underWay > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
            return underWay == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Takes an invocation; an asynchronous one waits for a process, another one is throttled where there are as many as may be. */
    private void take(Call call, boolean waits) {
        lock.lock();
        try {
            underWay++;
            var _ = call.outcome().thenAccept(outcome -> ended(outcome, waits));
            if (call.trace().calls() >= MOST_RECURSIONS && !function.recursion()) {
                call.outcome().complete(new Outcome.Dropped());
            } else if (!idle.isEmpty()) {
                idle.pop().give(call);
            } else if (all.size() < function.concurrency()) {
                start(call);
            } else if (waits) {
                waiting.add(call);
            } else {
                call.outcome().complete(new Outcome.Throttled());
            }
        } finally {
            lock.unlock();
        }
    }

    private void start(Call call) {
        Instance instance = new Instance(function, timer, owner);
        all.add(instance);
        // it is not idle when it asks for the first time: this one waits for it
        instance.give(call);
    }

    private void ended(Outcome outcome, boolean isAsynchronous) {
        lock.lock();
        try {
            underWay--;
            if (isAsynchronous) {
                asynchronous.add(outcome);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String event = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (!exchange.getRequestMethod().equals("POST") || !path.startsWith(INVOKE + function.name())) {
            Loopback.send(exchange, Loopback.NOT_FOUND, "{\"Type\":\"User\",\"Message\":\"Function not found\"}");
            return;
        }
        boolean isAsynchronous =
                ASYNCHRONOUS.equals(exchange.getRequestHeaders().getFirst(TYPE));
        Trace trace = Trace.of(exchange.getRequestHeaders().getFirst(Trace.HEADER));
        Call call = Call.of(event, trace, isAsynchronous ? killAfter() : null);
        take(call, isAsynchronous);
        if (isAsynchronous) {
            Loopback.send(exchange, Loopback.ACCEPTED, "");
            return;
        }
        switch (call.outcome().join()) {
            case Outcome.Answered(String body, Duration _) -> Loopback.send(exchange, Loopback.OK, body);
            case Outcome.Throttled _ -> Loopback.send(exchange, Loopback.TOO_MANY, "{\"Reason\":\"Concurrency\"}");
            case Outcome failed -> {
                exchange.getResponseHeaders().set("X-Amz-Function-Error", "Unhandled");
                Loopback.send(exchange, Loopback.OK, failed.toString());
            }
        }
    }

    /** Ends the processes in good order, and waits for that; those that an invocation needs are started anew. */
    public void endProcesses() {
        instances().forEach(Instance::end);
    }

    private List<Instance> instances() {
        lock.lock();
        try {
            return List.copyOf(all);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        instances().forEach(Instance::kill);
        api.stop(0);
        url.close();
        timer.shutdownNow();
    }
}
