package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The run that goes on, and its lease.
 *
 * @param ordered whether its id was greater than all used before: such ones are found by halving (ADR 0013)
 * @param startedUntil neither its start nor that of any run before it is later
 * @param request what began it; {@code null} where an item of its own remembers that (C-10)
 * @param leaseTtl how long the lease lasts from the last renewal
 * @param grantedUntil what the grant said of the lease's end
 * @param failuresBefore runs in a row before it that failed
 * @param abandoned the run that its grant closed
 */
record OpenRun(
        RunId id,
        Fence fence,
        boolean ordered,
        String cause,
        String worker,
        Instant startedAt,
        Instant startedUntil,
        Instant leaseUntil,
        Duration leaseTtl,
        @Nullable Request request,
        Instant grantedUntil,
        int failuresBefore,
        @Nullable RunId abandoned,
        Steps steps,
        Map<String, Counts> counts) {

    /** So much of a digest is kept that no other content has it by chance. */
    private static final int DIGEST_BYTES = 16;

    /** The request that is known by its run's id, and its content. */
    record Request(Bytes digest) {
        Request {
            digest = kept(digest);
        }

        boolean is(Bytes other) {
            return digest.equals(kept(other));
        }
    }

    private static Bytes kept(Bytes digest) {
        return Bytes.of(Arrays.copyOf(digest.toArray(), DIGEST_BYTES));
    }

    /** The last commit, for its repeat (C-10). */
    record Steps(int last, @Nullable Bytes digest, @Nullable Instant leaseUntil, Map<String, Integer> versions) {
        static final Steps NONE = new Steps(0, null, null, Map.of());

        static Steps of(Commit commit, @Nullable Instant leaseUntil, Map<String, Integer> versions) {
            return new Steps(commit.step(), kept(commit.digest()), leaseUntil, versions);
        }

        /** Whether the last commit had this content. */
        boolean lastWas(Bytes content) {
            return digest != null && digest.equals(kept(content));
        }

        void write(Out out) {
            out.number(last)
                    .orNull(digest, (o, d) -> o.bytes(d.toArray()))
                    .instantOrNull(leaseUntil)
                    .list(
                            new TreeMap<>(versions).entrySet(),
                            (o, version) -> o.text(version.getKey()).number(version.getValue()));
        }

        static Steps read(In in) {
            int last = in.count();
            Bytes digest = in.orNull(i -> Bytes.of(i.bytes()));
            Instant until = in.instantOrNull();
            Map<String, Integer> versions = new TreeMap<>();
            in.list(i -> versions.put(i.text(), i.count()));
            return new Steps(last, digest, until, versions);
        }
    }

    /** All but the sums. */
    void write(Out out) {
        out.run(id)
                .fence(fence)
                .flag(ordered)
                .text(cause)
                .text(worker)
                .instant(startedAt)
                .instant(startedUntil)
                .instant(leaseUntil)
                .number(leaseTtl.toNanos() / 1000)
                .orNull(request, (o, r) -> o.bytes(r.digest().toArray()))
                .instant(grantedUntil)
                .number(failuresBefore)
                .runOrNull(abandoned);
        steps.write(out);
    }

    static OpenRun read(In in, Function<In, Map<String, Counts>> sums) {
        return new OpenRun(
                in.run(),
                in.fence(),
                in.flag(),
                in.text(),
                in.text(),
                in.instant(),
                in.instant(),
                in.instant(),
                Duration.ofNanos(in.number() * 1000),
                in.orNull(i -> new Request(Bytes.of(i.bytes()))),
                in.instant(),
                in.count(),
                in.runOrNull(),
                Steps.read(in),
                sums.apply(in));
    }

    /** With its lease until then. */
    OpenRun renewed(Instant until, Duration ttl) {
        return new OpenRun(
                id,
                fence,
                ordered,
                cause,
                worker,
                startedAt,
                startedUntil,
                until,
                ttl,
                request,
                grantedUntil,
                failuresBefore,
                abandoned,
                steps,
                counts);
    }

    /** One step further. */
    OpenRun stepped(Steps newSteps, Map<String, Counts> newCounts) {
        return new OpenRun(
                id,
                fence,
                ordered,
                cause,
                worker,
                startedAt,
                startedUntil,
                leaseUntil,
                leaseTtl,
                request,
                grantedUntil,
                failuresBefore,
                abandoned,
                newSteps,
                newCounts);
    }
}
