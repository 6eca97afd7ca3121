package io.hakiri.deploy.preview;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.pulumi.Config;
import com.pulumi.Context;
import com.pulumi.context.internal.ConfigContextInternal;
import com.pulumi.context.internal.ContextInternal;
import com.pulumi.context.internal.LoggingContextInternal;
import com.pulumi.context.internal.OutputContextInternal;
import com.pulumi.core.internal.OutputFactory;
import com.pulumi.deployment.DeploymentInstance;
import com.pulumi.deployment.internal.DeploymentImpl;
import com.pulumi.deployment.internal.DeploymentInstanceHolder;
import com.pulumi.deployment.internal.DeploymentInstanceInternal;
import com.pulumi.deployment.internal.Runner;
import com.pulumi.exceptions.RunException;
import com.pulumi.resources.internal.Stack;
import io.hakiri.deploy.StackConfig;
import io.hakiri.deploy.preview.PreviewFailed.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What a program is run with. The program runs in this process. Any number may be asked for at the same time; they take turns, because
 * the SDK looks in a busy loop whether a program has ended, and does so in the JVM's common pool, in which everything else of a program
 * runs too: as many programs as the pool has threads wait for ever.
 *
 * <p>For the same reason a pool of one thread, which is what two processors have, is not enough. The first use of this class therefore
 * asks for four, which is heeded where nobody has used the pool before; otherwise the JVM is to be started with
 * {@code -Djava.util.concurrent.ForkJoinPool.common.parallelism=4}.
 *
 * @param config of the stack, such as {@code hakiri:topology}; {@code aws:region} says where everything is
 * @param secrets the keys whose values are secret
 * @param account the number of the account that everything is in
 */
public record Preview(String project, String stack, Map<String, String> config, Set<String> secrets, String account) {
    /** The account of AWS' own examples. */
    public static final String SAMPLE_ACCOUNT = "123456789012";

    static final String ORGANIZATION = "organization";
    private static final String REGION = "aws:region";
    private static final String SAMPLE_REGION = "eu-central-1";
    private static final int MOST_CAUSES = 20;
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration TURN_DEADLINE = Duration.ofMinutes(10);
    private static final Semaphore TURNS = new Semaphore(1, true);
    private static final int LEAST_PARALLELISM = 2;
    private static final String PARALLELISM = "java.util.concurrent.ForkJoinPool.common.parallelism";

    static {
        if (System.getProperty(PARALLELISM) == null) {
            System.setProperty(PARALLELISM, "4");
        }
    }

    public Preview {
        config = Map.copyOf(config);
        secrets = Set.copyOf(secrets);
    }

    /** What the program registers, in the sample account; throws {@link PreviewFailed}. */
    public static ResourceGraph of(
            Consumer<Context> program, String project, String stack, Map<String, String> config) {
        return new Preview(project, stack, config, Set.of(), SAMPLE_ACCOUNT).of(program);
    }

    /** What the program registers. */
    public ResourceGraph of(Consumer<Context> program) {
        if (ForkJoinPool.getCommonPoolParallelism() < LEAST_PARALLELISM) {
            throw new IllegalStateException(
                    "the common pool has one thread only: start the JVM with -D" + PARALLELISM + "=4");
        }
        try {
            if (!TURNS.tryAcquire(TURN_DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "other programs have been running for over " + TURN_DEADLINE.toMinutes() + " minutes");
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        // the instance belongs to a thread, and those that the SDK starts inherit it
        DeploymentInstance other = DeploymentInstanceHolder.getInstanceNoThrow();
        try {
            Recorder recorder = recorder();
            List<Exception> exceptions = run(recorder, program);
            List<Problem> problems = problems(recorder, exceptions);
            if (!problems.isEmpty()) {
                throw new PreviewFailed(problems, exceptions);
            }
            return recorder.graph();
        } finally {
            DeploymentInstanceHolder.setInstance(other);
            TURNS.release();
        }
    }

    Recorder recorder() {
        return new Recorder(project, stack, new Answers(account, config.getOrDefault(REGION, SAMPLE_REGION)));
    }

    /** What went wrong. */
    private List<Exception> run(Recorder recorder, Consumer<Context> program) {
        InProcess engine = new InProcess(recorder);
        DeploymentImpl.Config settings =
                new DeploymentImpl.Config(ImmutableMap.copyOf(config), ImmutableSet.copyOf(secrets));
        Logger silent = Logger.getAnonymousLogger();
        silent.setLevel(Level.OFF);
        DeploymentImpl deployment = new DeploymentImpl(new DeploymentImpl.DeploymentState(
                settings,
                silent,
                ORGANIZATION,
                project,
                stack,
                Path.of("").toAbsolutePath().toString(),
                true,
                engine,
                engine));
        DeploymentInstanceHolder.setInstance(new DeploymentInstanceInternal(deployment));
        Runner runner = deployment.getRunner();
        ContextInternal context = new ContextInternal(
                ORGANIZATION,
                project,
                stack,
                new LoggingContextInternal(deployment.getLog()),
                new ConfigContextInternal(project, name -> new Config(settings, name)),
                new OutputContextInternal(new OutputFactory(runner)),
                List.of());
        try {
            return runner.runAsync(() -> Stack.factory(project, stack, List.of())
                            .apply(() -> {
                                StackConfig.with(config, () -> program.accept(context));
                                return context.exports();
                            }))
                    .get(DEADLINE.toSeconds(), TimeUnit.SECONDS)
                    .exceptions();
        } catch (TimeoutException e) {
            stop(runner, e);
            throw new IllegalStateException("the program has not ended after " + DEADLINE.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the program could not be run", e.getCause());
        } catch (InterruptedException e) {
            stop(runner, e);
            throw interrupted(e);
        }
    }

    /** Ends the loop that looks whether the program has ended: it does so at the first task that has failed. */
    private static void stop(Runner runner, Exception why) {
        runner.registerTask("given up", CompletableFuture.failedFuture(why));
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while the program ran", e);
    }

    /**
     * First what the engine refused, which is why the program then fails. Where an output fails, the SDK says so of whatever waited for
     * it, and which of these comes first is chance; what all of them began with is not.
     */
    private static List<Problem> problems(Recorder recorder, List<Exception> exceptions) {
        Set<Problem> problems = new LinkedHashSet<>(recorder.problems());
        List<String> told = new ArrayList<>();
        recorder.problems().forEach(problem -> told.add(problem.message()));
        for (Exception exception : exceptions) {
            Throwable beginning = beginning(exception);
            String message = String.valueOf(beginning.getMessage());
            told.add(message);
            boolean isRefusal = beginning instanceof RunException;
            if (!(beginning instanceof Recorder.Refused)) {
                problems.add(new Problem(isRefusal ? message : beginning.toString(), "", isRefusal));
            }
        }
        for (Problem error : recorder.errors()) {
            if (told.stream().noneMatch(error.message()::contains)) {
                problems.add(error);
            }
        }
        return List.copyOf(problems);
    }

    /** The program's own refusal, or else the last cause. */
    private static Throwable beginning(Throwable exception) {
        Throwable beginning = exception;
        for (int i = 0; i < MOST_CAUSES && beginning.getCause() != null; i++) {
            if (beginning instanceof RunException) {
                return beginning;
            }
            beginning = beginning.getCause();
        }
        return beginning;
    }
}
