package io.hakiri.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.InvalidInput;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is thrown becomes a problem: one status and one type for each. */
final class FaultsTest {
    @Test
    void eachFaultOfTheCatalogHasAProblemOfItsOwn() {
        assertThat(said(new CatalogException.Unavailable("down", null)))
                .startsWith("503 ")
                .contains("unavailable", "down");
        assertThat(said(new CatalogException.OutcomeUnknown("lost", null)))
                .startsWith("504 ")
                .contains("outcome-unknown");
        assertThat(said(new CatalogException.Incompatible("other", null)))
                .startsWith("503 ")
                .contains("incompatible");
        assertThat(said(new CatalogException.Corrupt("broken", null)))
                .startsWith("500 ")
                .contains("corrupt");
    }

    @Test
    void whatIsOursIsNotTold() {
        assertThat(said(new IllegalStateException("at line 7 of a secret")))
                .startsWith("500 ")
                .doesNotContain("secret");
    }

    @Test
    void whatIsTheCallersIsTold() {
        assertThat(said(new InvalidInput("field", "limit", "given")))
                .startsWith("400 ")
                .contains("\"field\":\"field\"", "\"limit\":\"limit\"", "\"given\":\"given\"");
        assertThat(said(new NotFoundException())).startsWith("404 ").contains("urn:hakiri:problem:no-such-route");
    }

    private static String said(Throwable thrown) {
        Response response = Faults.response(thrown);
        return response.getStatus() + " " + new String((byte[]) response.getEntity(), StandardCharsets.UTF_8);
    }
}
