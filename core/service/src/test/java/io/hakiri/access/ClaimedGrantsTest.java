package io.hakiri.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.api.Grants;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a claim says of projects and roles. */
final class ClaimedGrantsTest {
    private static final ProjectId SHOP = new ProjectId("shop");
    private static final ProjectId OTHER = new ProjectId("other");

    private static Grants of(String claims, String claim) {
        try {
            return ClaimedGrants.of(new ObjectMapper().readTree(claims), claim);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theGreatestRoleOfAProjectCountsAndEveryProjectIsAStar() {
        Grants grants = of("{\"hakiri\":[\"shop:reader\",\"shop:operator\",\"*:worker\"]}", "hakiri");
        assertThat(grants.in(SHOP)).contains(Role.OPERATOR);
        assertThat(grants.in(OTHER)).contains(Role.WORKER);
        assertThat(grants.anywhere()).contains(Role.OPERATOR);
        assertThat(grants.everywhere(Role.WORKER)).isTrue();
        assertThat(grants.everywhere(Role.OPERATOR)).isFalse();
        assertThat(grants.named(Role.READER)).containsExactly(SHOP);
    }

    @Test
    void aTextIsReadAsScopesAreAndAPointerLeadsIntoObjects() {
        assertThat(of("{\"scope\":\"openid shop:admin\"}", "scope").in(SHOP)).contains(Role.ADMIN);
        assertThat(of("{\"realm_access\":{\"roles\":[\"shop:admin\"]}}", "/realm_access/roles")
                        .in(SHOP))
                .contains(Role.ADMIN);
        assertThat(of("{\"https://example.org/hakiri\":[\"shop:admin\"]}", "https://example.org/hakiri")
                        .in(SHOP))
                .contains(Role.ADMIN);
    }

    @Test
    void whatIsOfAnotherFormIsPassedOver() {
        for (String word : new String[] {
            "",
            "shop",
            "shop:",
            ":admin",
            "shop:Admin",
            "shop:ADMIN",
            "SHOP:admin",
            "a b:admin",
            "shop:admin:x",
            "**:admin",
            "shop:root"
        }) {
            assertThat(of("{\"hakiri\":[\"" + word + "\"]}", "hakiri").all())
                    .as(word)
                    .isEmpty();
        }
        assertThat(of("{\"hakiri\":{\"shop:admin\":true}}", "hakiri").all()).isEmpty();
        assertThat(of("{}", "hakiri").all()).isEmpty();
        assertThat(of("[]", "/0/x").all()).isEmpty();
    }

    @Test
    void noMoreThanABoundIsRead() {
        String many =
                IntStream.range(0, 5000).mapToObj(i -> "\"p" + i + ":reader\"").collect(Collectors.joining(","));
        assertThat(of("{\"hakiri\":[" + many + "]}", "hakiri").all()).hasSize(ClaimedGrants.MOST);
    }
}
