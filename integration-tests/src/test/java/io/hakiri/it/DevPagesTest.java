package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API in a browser, for who develops against it, and for nobody else. */
final class DevPagesTest {
    private static final String[] PAGES = {
        "/dev/", "/dev/start.js", "/dev/swagger-ui-bundle.js", "/dev/swagger-ui.css", "/dev/openapi.yaml"
    };

    @TempDir
    private Path folder;

    @Test
    void thePagesAreThereInDevelopmentAndNothingElseIsOpenedByThem() {
        Projects.csv(folder, "jsonl", "", "");
        try (Service service = Service.of(Program.in(folder), folder, "--dev", "--reconcile-every", "off")) {
            for (String page : PAGES) {
                Service.Answer answer = service.callAs(null, "GET", page, null).expect(200);
                assertThat(answer.headers()
                                .firstValue("Content-Security-Policy")
                                .orElseThrow())
                        .as(page)
                        .contains("default-src 'none'", "script-src 'self'")
                        .doesNotContain("http", "unsafe-eval", "*");
                assertThat(answer.text()).isNotEmpty();
                service.callAs(null, "POST", page, "{}").expect(401);
            }
            assertThat(service.callAs(null, "GET", "/dev/", null).text())
                    .contains("swagger-ui-bundle.js")
                    .doesNotContain("http://", "https://");
            assertThat(service.callAs(null, "GET", "/dev/openapi.yaml", null).text())
                    .isEqualTo(service.call("GET", "/v1/openapi.yaml", null).text());
            for (String path :
                    new String[] {"/v1/projects", "/v1/openapi.yaml", "/dev", "/dev/index.html", "/dev/../v1/projects"
                    }) {
                service.callAs(null, "GET", path, null).expect(401);
            }
            assertThat(service.call("GET", "/v1/projects", null).headers().firstValue("Content-Security-Policy"))
                    .hasValue("default-src 'none'; frame-ancestors 'none'");
        }
    }

    /** Where nobody asked for them there are none: {@link DeniedTest}. */
    @Test
    void theyAreNotForOtherMachines() {
        assertThat(Program.in(folder)
                        .run("serve", "--dev", "--host", "0.0.0.0", "--port", "0")
                        .expect(2)
                        .err())
                .contains("--dev");
    }
}
