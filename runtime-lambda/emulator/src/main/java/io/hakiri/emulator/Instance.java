package io.hakiri.emulator;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One process of the function, and the runtime API that it asks for its next invocation. It serves one at a time, and is stopped
 * between two of them, as Lambda does; once killed it is not used again.
 */
final class Instance {
    private static final String API = "/2018-06-01/runtime/";
    private static final String NEXT = API + "invocation/next";
    private static final String INIT_ERROR = API + "init/error";
    private static final String RESPONSE = "/response";

    private static final Duration END = Duration.ofSeconds(30);

    private static final double MILLIS_IN_A_SECOND = 1000;

    private static final int JVM_PERCENT = 85;
    private static final int PERCENT = 100;

    /** What an instance tells. */
    interface Owner {
        /** It waits for an invocation. */
        void idle(Instance instance);

        /** Its process ended. */
        void gone(Instance instance);

        /** It logged a line. */
        void logged(String line);
    }

    private final FunctionConfiguration function;
    private final ScheduledExecutorService timer;
    private final Owner owner;
    private final HttpServer api;
    private final Process process;
    private final BlockingQueue<Call> next = new LinkedBlockingQueue<>();
    private final List<ScheduledFuture<?>> alarms = new ArrayList<>();
    private @Nullable Call current;
    private @Nullable Outcome answered;
    private long began;
    private @Nullable String initError;
    private boolean isEnding;

    /** Starts a process, which will tell when it is ready. */
    Instance(FunctionConfiguration function, ScheduledExecutorService timer, Owner owner) {
        this.function = function;
        this.timer = timer;
        this.owner = owner;
        api = Loopback.server(this::answer);
        try {
            process = started();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::readLog);
        var _ = process.onExit().thenRun(this::ended);
    }

    private Process started() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command())
                .directory(function.folder().toFile())
                .redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH", "HOME"));
        environment.put(
                "AWS_LAMBDA_RUNTIME_API", Loopback.HOST + ":" + api.getAddress().getPort());
        environment.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
        environment.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
        environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(function.memoryMegabytes()));
        environment.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function.name());
        environment.put("AWS_LAMBDA_LOG_STREAM_NAME", "local");
        environment.put("LAMBDA_TASK_ROOT", function.code().toString());
        environment.putAll(function.environment());
        return builder.start();
    }

    /** The native program where the package has one; else what the managed runtime of Java does. */
    private List<String> command() {
        Path bootstrap = function.code().resolve("bootstrap");
        if (Files.exists(bootstrap)) {
            return List.of(bootstrap.toString());
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + function.memoryMegabytes() * JVM_PERCENT / PERCENT + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED"));
        command.addAll(function.javaOptions());
        command.addAll(List.of(
                "-cp",
                String.join(
                        File.pathSeparator,
                        function.code().toString(),
                        function.code().resolve("lib") + "/*",
                        RuntimeInterface.classPath()),
                RuntimeInterface.MAIN,
                function.handler()));
        return command;
    }

    /** Takes an invocation, once it is ready. */
    void give(Call call) {
        next.add(call);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals(NEXT)) {
            sendNext(exchange);
            return;
        }
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (path.equals(INIT_ERROR)) {
            says(body);
        } else {
            answered(path.endsWith(RESPONSE) ? new Outcome.Answered(body, age()) : new Outcome.Failed(body));
        }
        Loopback.send(exchange, Loopback.ACCEPTED, "");
    }

    /** The invocation is over when the process asks for the next one. */
    private synchronized void answered(Outcome outcome) {
        answered = outcome;
        silence();
    }

    private void silence() {
        alarms.forEach(alarm -> alarm.cancel(false));
        alarms.clear();
    }

    private synchronized void says(String error) {
        initError = error;
    }

    private void sendNext(HttpExchange exchange) throws IOException {
        Call call = next.poll();
        try {
            if (call == null) {
                stop();
                owner.idle(this);
                finishAnswered();
                call = next.take();
                goOn();
            }
        } catch (InterruptedException e) {
            exchange.close(); // nothing comes any more
            return;
        }
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "application/json"); // AWS' client dies without
        headers.set("Lambda-Runtime-Aws-Request-Id", call.id());
        headers.set("Lambda-Runtime-Invoked-Function-Arn", function.arn());
        headers.set("Lambda-Runtime-Trace-Id", call.trace().toString());
        long now = System.currentTimeMillis();
        headers.set(
                "Lambda-Runtime-Deadline-Ms",
                Long.toString(now + function.timeout().toMillis()));
        begin(call);
        Loopback.send(exchange, Loopback.OK, call.event());
    }

    private synchronized void begin(Call call) {
        current = call;
        began = System.nanoTime();
        alarm(call, function.timeout(), new Outcome.TimedOut(function.timeout()));
        Duration killAfter = call.killAfter();
        if (killAfter != null) {
            alarm(call, killAfter, new Outcome.Killed(killAfter));
        }
    }

    private void alarm(Call call, Duration after, Outcome outcome) {
        alarms.add(timer.schedule(
                () -> {
                    if (finish(call.id(), outcome)) { // else it was over just before
                        process.destroyForcibly();
                    }
                },
                after.toNanos(),
                TimeUnit.NANOSECONDS));
    }

    private synchronized Duration age() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private void finishAnswered() {
        Outcome outcome;
        synchronized (this) {
            outcome = answered;
            answered = null;
        }
        if (outcome != null) {
            finish(underWay(), outcome);
        }
    }

    /** Ends the invocation of this id; answers whether it was the one under way. */
    private boolean finish(String id, Outcome outcome) {
        Call ended;
        synchronized (this) {
            ended = current;
            if (ended == null || !ended.id().equals(id)) {
                return false;
            }
            current = null;
            silence();
        }
        complete(ended, outcome);
        return true;
    }

    /** What the process cannot log itself, Lambda logs for it. */
    private void complete(Call call, Outcome outcome) {
        if (outcome instanceof Outcome.TimedOut(Duration after)) {
            double seconds = after.toMillis() / MILLIS_IN_A_SECOND;
            owner.logged(String.format(Locale.ROOT, "%s Task timed out after %.2f seconds", call.id(), seconds));
        }
        call.outcome().complete(outcome);
    }

    private synchronized String underWay() {
        return current == null ? "" : current.id();
    }

    private void ended() {
        String why = "the process ended with " + process.exitValue();
        String said;
        synchronized (this) {
            said = initError == null ? why : initError;
        }
        finishAnswered();
        Call dropped;
        synchronized (this) {
            dropped = current;
            current = null;
            silence();
        }
        for (Call call = dropped == null ? next.poll() : dropped; call != null; call = next.poll()) {
            owner.logged("RequestId: " + call.id() + " Error: " + why);
            complete(call, new Outcome.Failed(said));
        }
        api.stop(0);
        owner.gone(this);
    }

    private void readLog() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                owner.logged(line);
            }
        } catch (IOException e) {
            // it was killed
        }
    }

    /** The process, for those who look at it from outside. */
    ProcessHandle process() {
        return process.toHandle();
    }

    private synchronized void stop() {
        if (!isEnding) {
            signal("STOP");
        }
    }

    /** Lets it run where it was stopped. */
    void goOn() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it in good order, as when Lambda needs it no more; waits for that. */
    void end() {
        synchronized (this) {
            isEnding = true;
        }
        goOn();
        process.destroy();
        try {
            if (!process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills it, whatever it does. */
    void kill() {
        process.destroyForcibly();
    }
}
