package io.hakiri.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.api.Grant;
import io.hakiri.api.Grants;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        return new Grants(words.stream()
                .limit(MOST)
                .map(Grant::parse)
                .flatMap(Optional::stream)
                .toList());
    }
}
