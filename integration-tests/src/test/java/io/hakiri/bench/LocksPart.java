package io.hakiri.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.SystemClock;
import com.github.kagkarlsson.scheduler.TaskResolver;
import com.github.kagkarlsson.scheduler.event.SchedulerListeners;
import com.github.kagkarlsson.scheduler.jdbc.JdbcTaskRepository;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.hakiri.catalog.Writer;
import io.hakiri.catalog.postgres.PostgresCatalog;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import net.javacrumbs.shedlock.core.ClockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.provider.jdbc.JdbcLockProvider;

/** Locks beside ShedLock's JDBC provider, claims and executions beside db-scheduler: same server, threads and connections. */
final class LocksPart {
    private static final int THREADS = 16;
    private static final int TASKS = 200_000;
    private static final int BATCH = 100;
    private static final int RUNS = 2_000;
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final String TASK = "nothing";

    private static final String[] TABLES = {
        """
        CREATE TABLE shedlock (name VARCHAR(64) PRIMARY KEY, lock_until TIMESTAMP NOT NULL, locked_at TIMESTAMP NOT NULL,
          locked_by VARCHAR(255) NOT NULL)""",
        """
        CREATE TABLE scheduled_tasks (task_name TEXT NOT NULL, task_instance TEXT NOT NULL, task_data BYTEA,
          execution_time TIMESTAMPTZ NOT NULL, picked BOOLEAN NOT NULL, picked_by TEXT, last_success TIMESTAMPTZ,
          last_failure TIMESTAMPTZ, consecutive_failures INT, last_heartbeat TIMESTAMPTZ, version BIGINT NOT NULL,
          priority SMALLINT, PRIMARY KEY (task_name, task_instance))""",
        "CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time)",
        "CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)",
    };

    private static final String FILL = """
            INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)
            SELECT '%s', 'task-' || n, now() - n * INTERVAL '1 second', FALSE, 1 FROM generate_series(1, %d) n""";

    private static final String UNPICK = """
            UPDATE scheduled_tasks SET picked = FALSE, picked_by = NULL, last_heartbeat = NULL WHERE picked""";

    private final Server server;
    private final int rounds;
    private final Duration time;
    private final Leases ours;
    private final Leases due;
    private final Leases runs;
    private final HikariDataSource pool;

    private interface Measured {
        Turn turn(Duration time) throws Exception;
    }

    private LocksPart(
            Server server, int rounds, Duration time, Leases ours, Leases due, Leases runs, HikariDataSource pool) {
        this.server = server;
        this.rounds = rounds;
        this.time = time;
        this.ours = ours;
        this.due = due;
        this.runs = runs;
        this.pool = pool;
    }

    static void run(int rounds, int seconds) throws Exception {
        try (Server server = new Server()) {
            for (String schema : List.of("locks", "due", "runs")) {
                server.migrate(schema);
            }
            server.sql(TABLES);
            try (PostgresCatalog locks = open(server, "locks");
                    PostgresCatalog due = open(server, "due");
                    PostgresCatalog runs = open(server, "runs");
                    HikariDataSource pool = pool(server)) {
                new LocksPart(
                                server,
                                rounds,
                                Duration.ofSeconds(seconds),
                                new Leases(locks),
                                new Leases(due),
                                new Leases(runs),
                                pool)
                        .all();
            }
        }
    }

    private static PostgresCatalog open(Server server, String schema) {
        return PostgresCatalog.open(server.address(schema, THREADS), new SecureRandom());
    }

    private static HikariDataSource pool(Server server) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.jdbc());
        config.setMaximumPoolSize(THREADS);
        return new HikariDataSource(config);
    }

    private void all() throws Exception {
        System.out.printf(
                "%d threads and connections each, %d turns of %s%n", THREADS, rounds, time.toSeconds() + " s");
        JdbcLockProvider shedlock = new JdbcLockProvider(pool);
        for (int thread = 0; thread < THREADS; thread++) {
            ours.declare("lock-" + thread);
        }
        compare(
                "a free lock taken and given back",
                of(thread -> {
                    ours.giveBack(ours.taken("lock-" + thread));
                    return 1;
                }),
                "ShedLock",
                of(thread -> {
                    lock(shedlock, "lock-" + thread).unlock();
                    return 1;
                }));
        refused(shedlock);
        extended(shedlock);
        claims();
        executions();
    }

    private void refused(JdbcLockProvider shedlock) throws Exception {
        ours.declare("held");
        Writer writer = ours.taken("held");
        SimpleLock lock = lock(shedlock, "held");
        compare(
                "a lock that another holds, refused",
                of(_ -> {
                    ours.refused("held");
                    return 1;
                }),
                "ShedLock",
                of(_ -> {
                    if (shedlock.lock(configuration("held")).isPresent()) {
                        throw new IllegalStateException("a held lock was given away");
                    }
                    return 1;
                }));
        ours.giveBack(writer);
        lock.unlock();
    }

    private void extended(JdbcLockProvider shedlock) throws Exception {
        List<Writer> writers = new ArrayList<>();
        SimpleLock[] locks = new SimpleLock[THREADS];
        for (int thread = 0; thread < THREADS; thread++) {
            writers.add(ours.taken("lock-" + thread));
            locks[thread] = lock(shedlock, "lock-" + thread);
        }
        compare(
                "a lock extended",
                of(thread -> {
                    ours.extend(writers.get(thread));
                    return 1;
                }),
                "ShedLock",
                of(thread -> {
                    locks[thread] = locks[thread].extend(TTL, Duration.ZERO).orElseThrow();
                    return 1;
                }));
        writers.forEach(ours::giveBack);
        for (SimpleLock lock : locks) {
            lock.unlock();
        }
    }

    private static LockConfiguration configuration(String name) {
        return new LockConfiguration(ClockProvider.now(), name, TTL, Duration.ZERO);
    }

    private static SimpleLock lock(JdbcLockProvider shedlock, String name) {
        return shedlock.lock(configuration(name)).orElseThrow();
    }

    private void claims() throws Exception {
        due.declare("first");
        Leases.declareMany(server, "due", TASKS, TASKS);
        server.sql(FILL.formatted(TASK, TASKS), "VACUUM (ANALYZE) scheduled_tasks");
        List<Task<?>> tasks = List.of(task(new LongAdder()));
        JdbcTaskRepository repository = new JdbcTaskRepository(
                pool,
                false,
                "scheduled_tasks",
                new TaskResolver(new SchedulerListeners(), new SystemClock(), new ArrayList<>(tasks)),
                new SchedulerName.Fixed("bench"),
                false,
                new SystemClock());
        compare(
                "due work claimed, by " + BATCH,
                turnTime -> {
                    Leases.dueAgain(server, "due");
                    return Threads.turn(
                            server, THREADS, turnTime, _ -> due.claim(BATCH).size());
                },
                "db-scheduler",
                turnTime -> {
                    server.sql(UNPICK, "VACUUM scheduled_tasks");
                    return Threads.turn(
                            server,
                            THREADS,
                            turnTime,
                            _ -> repository.lockAndGetDue(Instant.now(), BATCH).size());
                });
    }

    /** Each time: claimed, run (nothing to do), recorded, and due again at once. */
    private void executions() throws Exception {
        runs.declare("first");
        Leases.declareMany(server, "runs", RUNS, RUNS);
        server.sql("TRUNCATE scheduled_tasks", FILL.formatted(TASK, RUNS), "VACUUM (ANALYZE) scheduled_tasks");
        compare("due work run and recorded", of(_ -> runs.runDue(10)), "db-scheduler", this::scheduled);
    }

    private Turn scheduled(Duration turnTime) throws Exception {
        LongAdder done = new LongAdder();
        Scheduler scheduler = Scheduler.create(pool, task(done))
                .threads(THREADS)
                .pollUsingLockAndFetch(1, 4)
                .pollingInterval(Duration.ofMillis(10))
                .build();
        Turn turn = Turn.of(server, () -> {
            scheduler.start();
            Thread.sleep(turnTime);
            return done.sum();
        });
        scheduler.stop();
        return turn;
    }

    private static Task<Void> task(LongAdder done) {
        return Tasks.custom(TASK, Void.class).execute((_, _) -> {
            done.increment();
            return new CompletionHandler.OnCompleteReschedule<>(FixedDelay.ofMillis(1));
        });
    }

    private Measured of(Threads.Deed deed) {
        return turnTime -> Threads.turn(server, THREADS, turnTime, deed);
    }

    private void compare(String what, Measured catalog, String peer, Measured theirs) throws Exception {
        catalog.turn(WARM_UP);
        theirs.turn(WARM_UP);
        List<Turn> mine = new ArrayList<>();
        List<Turn> its = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            mine.add(catalog.turn(time));
            its.add(theirs.turn(time));
        }
        System.out.printf("%n%s%n", what);
        System.out.printf("  %-14s %s%n", "catalog", Turn.medians(mine));
        System.out.printf("  %-14s %s%n", peer, Turn.medians(its));
        System.out.printf(
                "  catalog / %s: per second %s; server's processor time, the other way round %s%n",
                peer, Turn.ratio(mine, its, Turn::perSecond), Turn.ratio(its, mine, Turn::serverMicros));
    }
}
