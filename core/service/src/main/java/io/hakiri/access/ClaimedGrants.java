package io.hakiri.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.api.Grant;
import io.hakiri.api.Grants;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a signed token says that its holder may: {@code PROJECT:ROLE} each, {@code *} for every project; a list of texts, or one
 * text with spaces between them, as scopes are. What is of another form is somebody else's, and passed over: groups and scopes
 * have much that is not for this service.
 */
final class ClaimedGrants {
    /** More than anybody needs; each is looked at with every request. */
    static final int MOST = 1000;

    private ClaimedGrants() {}

    /**
     * Reads them.
     *
     * @param claim a name, or a JSON pointer
     */
    static Grants of(JsonNode claims, String claim) {
        JsonNode said = claim.startsWith("/") ? claims.at(claim) : claims.path(claim);
        List<String> words = new ArrayList<>();
        if (said.isTextual()) {
            words.addAll(List.of(said.asText().split(" ")));
        }
        said.forEach(one -> words.add(one.asText()));
        return new Grants(
                words.stream().limit(MOST).flatMap(ClaimedGrants::grant).toList());
    }

    private static Stream<Grant> grant(String word) {
        int colon = word.indexOf(':');
        if (colon < 0) {
            return Stream.empty();
        }
        Role role = role(word.substring(colon + 1));
        String project = word.substring(0, colon);
        try {
            return role == null
                    ? Stream.empty()
                    : Stream.of(new Grant(project.equals("*") ? null : new ProjectId(project), role));
        } catch (InvalidInput e) {
            return Stream.empty();
        }
    }

    private static @Nullable Role role(String word) {
        return Stream.of(Role.values())
                .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElse(null);
    }
}
