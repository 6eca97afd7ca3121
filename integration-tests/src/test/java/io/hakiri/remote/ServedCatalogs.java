package io.hakiri.remote;

import io.hakiri.api.BearerToken;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.sqlite.SqliteFixture;
import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the contract's server serves: many catalogs, each reached by tokens of its own. Such a token is valid without standing in
 * the catalog, where the kit would find it; and it is one actor's of the kit, whose name, which may be longer than a token's,
 * is put in the place of the token's.
 */
public final class ServedCatalogs {
    /** The name that the service knows each token by. */
    private static final String TOKEN = "kit";

    private static final String SCHEME = "Bearer ";
    private static final Duration ALL = Duration.ofMinutes(5);

    /** Where a token leads. */
    private record Way(Place place, String actor) {}

    /** A catalog, by a fixture's time or by the real one. */
    private record Place(SqliteFixture fixture, String address, boolean moved) {
        Catalog open() {
            return moved ? fixture.open(address) : fixture.openOnRealTime(address);
        }
    }

    private final Map<String, SqliteFixture> fixtures = new HashMap<>();
    private final Map<Bytes, Way> ways = new ConcurrentHashMap<>();
    private final Map<Place, Catalog> open = new HashMap<>();
    private final Map<Place, Integer> clients = new HashMap<>();
    private @Nullable CountDownLatch counting;
    private @Nullable CompletableFuture<Long> counted;

    /** The catalog of whoever calls, by the token that the request shows. */
    public Catalog catalog() {
        return (Catalog) Proxy.newProxyInstance(
                Catalog.class.getClassLoader(),
                new Class<?>[] {Catalog.class},
                (self, method, arguments) -> served(method, arguments == null ? new Object[0] : arguments));
    }

    private @Nullable Object served(Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("validToken") && ways.get(arguments[1]) != null) {
            return Optional.of(
                    new ApiToken((ProjectId) arguments[0], TOKEN, Role.ADMIN, (Bytes) arguments[1], null, null));
        }
        Way mine = way();
        if (mine == null) { // health, and what is no token
            return method.getReturnType() == Optional.class ? Optional.empty() : new Page<>(List.of(), null);
        }
        Object[] named = new Object[arguments.length];
        for (int i = 0; i < named.length; i++) {
            named[i] = withActor(arguments[i], mine.actor());
        }
        try {
            return method.invoke(opened(mine.place()), named);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private @Nullable Way way() {
        if (!Arc.container().requestContext().isActive()) {
            return null;
        }
        RoutingContext request =
                Arc.container().instance(CurrentVertxRequest.class).get().getCurrent();
        String shown = request == null ? null : request.request().getHeader(HttpHeaders.AUTHORIZATION);
        return shown == null
                ? null
                : BearerToken.parse(shown.substring(SCHEME.length()))
                        .map(token -> ways.get(token.hash()))
                        .orElse(null);
    }

    /** The same by the kit's actor. */
    private static Object withActor(Object argument, String actor) throws ReflectiveOperationException {
        if (argument instanceof Actor(String name, String reason)) {
            return name.equals(TOKEN) ? new Actor(actor, reason) : argument;
        }
        if (!(argument instanceof Record record)) {
            return argument;
        }
        RecordComponent[] components = record.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        boolean acts = false;
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = components[i].getAccessor().invoke(record);
            if (types[i] == Actor.class) {
                values[i] = withActor(values[i], actor);
                acts = true;
            }
        }
        return acts ? record.getClass().getDeclaredConstructor(types).newInstance(values) : argument;
    }

    private synchronized Catalog opened(Place place) {
        return open.computeIfAbsent(place, Place::open);
    }

    private synchronized void closed(SqliteFixture fixture, @Nullable String address) {
        open.entrySet().removeIf(entry -> {
            boolean ends = entry.getKey().fixture() == fixture
                    && (address == null || entry.getKey().address().equals(address));
            if (ends) {
                entry.getValue().close();
            }
            return ends;
        });
    }

    /** Does what the fixture says, and answers. */
    public String told(String[] words) {
        try {
            return "ok " + done(words);
        } catch (RuntimeException
                | InterruptedException
                | java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            return "failed " + String.valueOf(e).replace('\n', ' ');
        }
    }

    private String done(String[] words)
            throws InterruptedException, java.util.concurrent.ExecutionException,
                    java.util.concurrent.TimeoutException {
        SqliteFixture fixture = fixtures.computeIfAbsent(words[1], _ -> new SqliteFixture());
        return switch (words[0]) {
            case "address" -> fixture.newAddress();
            case "token" -> {
                ways.put(Bytes.ofHex(words[2]), new Way(place(fixture, words, 3), text(words[5])));
                yield "";
            }
            case "open" -> {
                Place place = place(fixture, words, 2);
                opened(place);
                clients.merge(place, 1, Integer::sum);
                yield "";
            }
            case "close" -> {
                Place place = place(fixture, words, 2);
                if (clients.merge(place, -1, Integer::sum) == 0) {
                    end(place);
                }
                yield "";
            }
            case "now" -> fixture.now().toString();
            case "advance" -> {
                fixture.advance(Duration.parse(words[2]));
                yield "";
            }
            case "copy" -> {
                closed(fixture, words[2]);
                yield fixture.copy(words[2]);
            }
            case "restore" -> {
                closed(fixture, words[2]);
                closed(fixture, words[3]);
                fixture.restore(words[2], words[3]);
                yield "";
            }
            case "projects" -> projects(place(fixture, words, 2), words);
            case "count" -> counting(place(fixture, words, 2), new ProjectId(words[4]));
            case "counted" -> counted();
            case "end" -> {
                closed(fixture, null);
                ways.values().removeIf(one -> one.place().fixture() == fixture);
                fixture.close();
                fixtures.remove(words[1]);
                yield "";
            }
            default -> throw new IllegalArgumentException("unknown: " + words[0]);
        };
    }

    private synchronized void end(Place place) {
        Catalog ending = open.remove(place);
        if (ending != null) {
            ending.close();
        }
    }

    private static Place place(SqliteFixture fixture, String[] words, int at) {
        return new Place(fixture, words[at], words[at + 1].equals("moved"));
    }

    private String projects(Place place, String[] words) {
        String after = words[4].isEmpty() ? null : text(words[4]);
        Page<ProjectId> page = opened(place).projects(new PageRequest(after, Integer.parseInt(words[5])));
        String next = page.next();
        return (next == null ? "" : Base64.getEncoder().encodeToString(next.getBytes(StandardCharsets.UTF_8)))
                + page.entries().stream().map(one -> " " + one.value()).collect(Collectors.joining());
    }

    /** Counts until it is asked how much. */
    private String counting(Place place, ProjectId project) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ends = new CountDownLatch(1);
        CompletableFuture<Long> result = new CompletableFuture<>();
        Catalog catalog = opened(place);
        Thread.ofPlatform().daemon().start(() -> {
            try {
                result.complete(place.fixture().workOf(catalog, project, () -> {
                    begun.countDown();
                    awaited(ends);
                }));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
                begun.countDown();
            }
        });
        begun.await();
        counting = ends;
        counted = result;
        return "";
    }

    private String counted()
            throws InterruptedException, java.util.concurrent.ExecutionException,
                    java.util.concurrent.TimeoutException {
        if (counting == null || counted == null) {
            throw new IllegalStateException("nothing is counted");
        }
        counting.countDown();
        return counted.get(ALL.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                .toString();
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String text(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
