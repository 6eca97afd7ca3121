package io.hakiri.access;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.ProjectId;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps projects within their quotas, before the catalog is asked for more. What passes here is counted exactly; what other
 * instances let pass, and what begins to run without passing here, is seen with the next count ({@link Counted}).
 */
@Singleton
public final class QuotaGuard {
    /** Projects whose counts are remembered; a forgotten one is counted again. */
    private static final int MOST_REMEMBERED = 10_000;
    /** Of a listing, while something is counted. */
    private static final int MOST_PAGES = 100;

    private final Catalog catalog;
    private final Quotas quotas;
    private final InstantSource clock;
    private final Map<ProjectId, Counted> pipelines = remembered();
    private final Map<ProjectId, Counted> runs = remembered();
    private final Map<ProjectId, Allowance> requestsOf = new HashMap<>();
    private final @Nullable Allowance requestsOfOthers;

    QuotaGuard(Catalog catalog, AccessRules rules, InstantSource clock) {
        this.catalog = catalog;
        this.quotas = rules.quotas();
        this.clock = clock;
        this.requestsOfOthers = allowance(quotas.each());
        quotas.named().forEach((project, quota) -> {
            Allowance own = allowance(quota);
            if (own != null) {
                requestsOf.put(project, own);
            }
        });
    }

    private static @Nullable Allowance allowance(Quota quota) {
        Rate rate = quota.requests();
        return rate == null ? null : new Allowance(rate, MOST_REMEMBERED, System::nanoTime);
    }

    private static Map<ProjectId, Counted> remembered() {
        return Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ProjectId, Counted> eldest) {
                return size() > MOST_REMEMBERED;
            }
        });
    }

    /** What is done if there is a place for it. */
    public sealed interface Place {
        /** There is none. */
        record None(OverQuota over) implements Place {}

        /** There is one; it is kept until it is closed. Who says nothing before has left it empty. */
        final class Kept implements Place, AutoCloseable {
            private final @Nullable Counted counted;
            private boolean taken;

            private Kept(@Nullable Counted counted) {
                this.counted = counted;
            }

            /** It is taken. */
            public void take() {
                taken = true;
            }

            @Override
            public void close() {
                if (counted != null) {
                    counted.came(taken);
                }
            }
        }
    }

    /** One request more of a project; {@code null} where it may go on. */
    public @Nullable Exceeded request(ProjectId project) {
        Allowance allowance = quotas.named().containsKey(project) ? requestsOf.get(project) : requestsOfOthers;
        if (allowance == null) {
            return null;
        }
        Duration wait = allowance.take(project.value());
        return wait.isPositive() ? new Exceeded("project", allowance.rate(), wait) : null;
    }

    /** A place for a pipeline; one that is there has its own. */
    public Place declare(PipelineKey key) {
        Integer limit = quotas.of(key.project()).pipelines();
        if (limit == null || catalog.pipeline(key).isPresent()) {
            return new Place.Kept(null);
        }
        Counted counted = pipelines.computeIfAbsent(key.project(), _ -> new Counted(System::nanoTime));
        int count = counted.reserve(limit, () -> counted(key.project(), limit, _ -> true));
        return count < 0 ? new Place.Kept(counted) : new Place.None(new OverQuota("pipelines", limit, count));
    }

    /** A place for a run; a pipeline whose lease is held has its own, be it that of the same request. */
    public Place begin(PipelineKey key) {
        Integer limit = quotas.of(key.project()).runs();
        if (limit == null) {
            return new Place.Kept(null);
        }
        Counted counted = runs.computeIfAbsent(key.project(), _ -> new Counted(System::nanoTime));
        int count = counted.reserve(limit, () -> counted(key.project(), limit, this::isHeld));
        if (count < 0) {
            return new Place.Kept(counted);
        }
        return catalog.pipeline(key).filter(this::isHeld).isPresent()
                ? new Place.Kept(null)
                : new Place.None(new OverQuota("runs", limit, count));
    }

    /** A run ended here. */
    public void ended(ProjectId project) {
        Counted counted = runs.get(project);
        if (counted != null) {
            counted.went();
        }
    }

    private boolean isHeld(PipelineState state) {
        Lease lease = state.lease();
        return lease != null && lease.until().isAfter(clock.instant());
    }

    /** How many pipelines are so; where the limit is reached, no further. */
    private int counted(ProjectId project, int limit, Predicate<PipelineState> which) {
        int count = 0;
        PageRequest request = PageRequest.first();
        for (int pages = 0; pages < MOST_PAGES && count < limit; pages++) {
            Page<PipelineState> page = catalog.pipelines(project, request);
            count += Math.toIntExact(page.entries().stream().filter(which).count());
            if (page.next() == null) {
                break;
            }
            request = new PageRequest(page.next(), request.entries());
        }
        return count;
    }
}
