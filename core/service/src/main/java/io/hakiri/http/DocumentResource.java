package io.hakiri.http;

import io.hakiri.catalog.Role;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The API's own description: {@code docs/openapi.yaml}. */
@Path("/v1/openapi.yaml")
@RunOnVirtualThread
final class DocumentResource {
    private static final String MEDIA_TYPE = "application/yaml";

    @GET
    @Serves(to = Role.READER, says = "This document.")
    public Response document() throws IOException {
        try (InputStream document =
                Objects.requireNonNull(DocumentResource.class.getResourceAsStream("/META-INF/hakiri/openapi.yaml"))) {
            return Response.ok(document.readAllBytes(), MEDIA_TYPE).build();
        }
    }
}
