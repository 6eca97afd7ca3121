package io.hakiri.remote;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.api.BearerToken;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.contract.CatalogFixture;
import io.hakiri.catalog.remote.RemoteCatalog;
import io.hakiri.catalog.remote.ServerAddress;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * SQLite catalogs behind the packaged service, a process of its own, asked by {@link RemoteCatalog}.
 *
 * <p>The kit has several projects and actors where a token has one of each: so there is a token, and a remote catalog, for each
 * pair, chosen by what a call names. What no token can see, the list of all projects, is asked of the served catalog itself; that
 * alone does not go over HTTP. The moved time, copies and restores are the served catalog's.
 */
public final class ServedFixture implements CatalogFixture {
    /** Who calls where a call names nobody; worker processes of the kit are only this one. */
    private static final String SOMEBODY = "kit";

    private static final ProjectId SHOP = new ProjectId("shop");

    private final String id = UUID.randomUUID().toString();
    private boolean used;

    /** The kit makes one by name in other processes. */
    public ServedFixture() {}

    /** Where a catalog is: {@code http://127.0.0.1:PORT#FIXTURE#FOLDER}. */
    private record Place(String server, String fixture, String folder) {
        static Place of(String address) {
            String[] parts = address.split("#", 3);
            return new Place(parts[0], parts[1], parts[2]);
        }

        @Override
        public String toString() {
            return server + "#" + fixture + "#" + folder;
        }
    }

    @Override
    public String backend() {
        return "SQLite, over HTTP";
    }

    private String tell(String word, String... words) {
        used = true;
        String[] all = new String[words.length + 2];
        all[0] = word;
        all[1] = id;
        System.arraycopy(words, 0, all, 2, words.length);
        return ContractService.running().tell(all);
    }

    private String placed(String folder) {
        Place place = new Place("http://127.0.0.1:" + ContractService.running().port(), id, folder);
        token(place, false, SHOP, SOMEBODY); // known to worker processes, which cannot tell the server of more
        return place.toString();
    }

    @Override
    public String newAddress() {
        return placed(tell("address"));
    }

    @Override
    public Catalog open(String address) {
        return opened(Place.of(address), true);
    }

    @Override
    public Catalog openOnRealTime(String address) {
        return opened(Place.of(address), false);
    }

    private Catalog opened(Place place, boolean moved) {
        boolean here = used; // elsewhere the catalog is open as long as somebody asks
        if (here) {
            tell("open", place.folder(), mode(moved));
        }
        return (Catalog) Proxy.newProxyInstance(
                Catalog.class.getClassLoader(), new Class<?>[] {Catalog.class}, new ByToken(place, moved, here));
    }

    private static String mode(boolean moved) {
        return moved ? "moved" : "real";
    }

    /** The token of an actor for a project of a catalog: the same whoever makes it. */
    private BearerToken token(Place place, boolean moved, ProjectId project, String actor) {
        BearerToken token = BearerToken.parse("hk_"
                        + sha256(place.fixture() + "\n" + place.folder() + "\n" + moved + "\n" + actor) + "." + project)
                .orElseThrow();
        if (used) {
            String name = Base64.getEncoder().encodeToString(actor.getBytes(StandardCharsets.UTF_8));
            tell("token", token.hash().toHex(), place.folder(), mode(moved), name);
        }
        return token;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends each call with the token of its project and its actor. */
    private final class ByToken implements InvocationHandler {
        private final Place place;
        private final boolean moved;
        private final boolean here;
        private final java.util.Map<String, RemoteCatalog> remotes = new java.util.HashMap<>();
        private boolean closed;

        ByToken(Place place, boolean moved, boolean here) {
            this.place = place;
            this.moved = moved;
            this.here = here;
        }

        @Override
        public @Nullable Object invoke(Object self, Method method, Object @Nullable [] given) throws Throwable {
            Object[] arguments = given == null ? new Object[0] : given;
            if (method.getName().equals("close")) {
                close();
                return null;
            }
            ProjectId project = Named.first(ProjectId.class, arguments);
            Actor actor = Named.first(Actor.class, arguments);
            RemoteCatalog remote = remote(project == null ? SHOP : project, actor == null ? SOMEBODY : actor.name());
            try {
                Object answer = method.invoke(remote, arguments);
                return method.getName().equals("projects")
                        ? Named.projects(words -> tell("projects", words), place.folder(), mode(moved), arguments[0])
                        : answer;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private synchronized RemoteCatalog remote(ProjectId project, String actor) {
            return remotes.computeIfAbsent(project + "\n" + actor, _ -> {
                RemoteCatalog made = RemoteCatalog.open(
                        ServerAddress.parse(place.server(), false),
                        token(place, moved, project, actor),
                        new SplittableRandom());
                if (closed) {
                    made.close();
                }
                return made;
            });
        }

        private synchronized void close() {
            remotes.values().forEach(RemoteCatalog::close);
            if (!closed && here) {
                tell("close", place.folder(), mode(moved));
            }
            closed = true;
        }

        Place place() {
            return place;
        }

        boolean moved() {
            return moved;
        }
    }

    @Override
    public Instant now() {
        return Instant.parse(tell("now"));
    }

    @Override
    public void advance(Duration by) {
        tell("advance", by.toString());
    }

    @Override
    public String copy(String address) {
        return placed(tell("copy", Place.of(address).folder()));
    }

    @Override
    public void restore(String address, String copy) {
        tell("restore", Place.of(address).folder(), Place.of(copy).folder());
    }

    /** As the served catalog counts it. */
    @Override
    public long workOf(Catalog catalog, ProjectId project, Runnable calls) {
        ByToken way = (ByToken) Proxy.getInvocationHandler(catalog);
        tell("count", way.place().folder(), mode(way.moved()), project.value());
        try {
            calls.run();
        } finally {
            used = true;
        }
        return Long.parseLong(tell("counted"));
    }

    /** A worker asks the service: it needs neither its classes nor those of what is tested here besides. */
    @Override
    public String classPath() {
        return ContractService.places(
                ServedFixture.class,
                CatalogFixture.class,
                Catalog.class,
                BearerToken.class,
                RemoteCatalog.class,
                ObjectMapper.class,
                JsonFactory.class,
                JsonInclude.class,
                Nullable.class);
    }

    @Override
    public void close() {
        if (used) {
            tell("end");
        }
    }
}
