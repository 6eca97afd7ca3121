package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is for everybody but health: tried on every route that the OpenAPI document has. */
final class DeniedTest {
    private static final List<Routes.Route> ROUTES = Routes.published().all();

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Service service;

    @BeforeAll
    static void serve() {
        // so many wrong tokens from one address would not be looked at
        service = Service.in(folder, Map.of("HAKIRI_RATE_LIMIT", "off"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void withoutAValidTokenThereIsNothingButHealth() {
        String good = service.ownToken();
        String expired = service.token("test", Role.ADMIN, Instant.EPOCH.plusSeconds(1));
        String revoked = service.token(Role.ADMIN);
        service.callAs(revoked, "GET", "/v1/projects", null).expect(200);
        try (Catalog catalog = service.catalog()) {
            ProjectId project = new ProjectId("test");
            catalog.tokens(project, PageRequest.first()).entries().stream()
                    .filter(token -> !token.id().startsWith("serve") && token.expiresAt() == null)
                    .forEach(token -> catalog.revokeToken(project, token.id(), new Actor("test", "test")));
        }
        for (Routes.Route route : ROUTES) {
            if (route.isOpen()) {
                assertThat(route.path()).startsWith("/health/");
                assertThat(call(null, route).status()).isEqualTo(200);
                continue;
            }
            for (String token : new String[] {
                null,
                "",
                "x",
                good.substring(1),
                good + "x",
                good.replace("hk_", "hk_0"),
                "hk_" + "0".repeat(64) + ".test",
                "e30.e30.AAAA", // a signed token, which this service was told nothing of
                expired,
                revoked
            }) {
                Service.Answer answer = call(token, route);
                assertThat(answer.status()).as("%s with %s", route, token).isEqualTo(401);
                assertThat(answer.problem()).isEqualTo("unauthenticated");
                assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
            }
        }
        for (String path : new String[] {
            "/",
            "/v1",
            "/v2/projects",
            "/q/health",
            "/q/dev-ui",
            "/q/openapi",
            "/healthz",
            "/q/metrics",
            "/dev/",
            "/dev/openapi.yaml",
            "/webjars/"
        }) {
            assertThat(service.callAs(null, "GET", path, null).status())
                    .as(path)
                    .isEqualTo(401);
            assertThat(service.callAs(good, "GET", path, null).expect(404).problem())
                    .as(path)
                    .isEqualTo("no-such-route");
        }
    }

    @Test
    void aTokenOpensWhatItsRoleIncludesAndNoMore() {
        for (Role role : Role.values()) {
            String token = service.token(role);
            for (Routes.Route route : ROUTES) {
                if (!route.isOpen()) {
                    int status = call(token, route).status();
                    if (role.compareTo(route.role()) < 0) {
                        assertThat(status).as("%s as %s", route, role).isEqualTo(403);
                    } else {
                        assertThat(status)
                                .as("%s as %s", route, role)
                                .isNotIn(401, 403)
                                .isLessThan(500);
                    }
                }
            }
        }
    }

    @Test
    void aTokenOfAnotherProjectOpensNothing() {
        String other = service.token("other", Role.ADMIN, null);
        int scoped = 0;
        for (Routes.Route route : ROUTES) {
            if (route.path().contains("{project}")) {
                scoped++;
                assertThat(call(other, route).expect(403).problem())
                        .as(route.toString())
                        .isEqualTo("forbidden");
            }
        }
        assertThat(scoped).isGreaterThan(20);
        assertThat(service.callAs(other, "GET", "/v1/projects", null)
                        .expect(200)
                        .text())
                .contains("other")
                .doesNotContain("test");
    }

    @Test
    void everyAnswerKeepsBrowsersFromGuessingFramingAndStoring() {
        for (String path : new String[] {"/health/live", "/v1/projects", "/v1/openapi.yaml", "/nothing"}) {
            Service.Answer answer = service.call("GET", path, null);
            assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                    .as(path)
                    .hasValue("nosniff");
            assertThat(answer.headers().firstValue("X-Frame-Options")).as(path).hasValue("DENY");
            assertThat(answer.headers().firstValue("Cache-Control")).as(path).hasValue("no-store");
            assertThat(answer.headers().firstValue("Content-Security-Policy"))
                    .as(path)
                    .isPresent();
        }
    }

    private static Service.Answer call(@Nullable String token, Routes.Route route) {
        String path = route.path().replace("{project}", "test").replaceAll("\\{[a-z]+}", "x");
        String body = route.method().equals("GET") || route.method().equals("DELETE") ? null : "{}";
        return service.callAs(token, route.method(), path, body);
    }
}
