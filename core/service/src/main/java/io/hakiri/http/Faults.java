package io.hakiri.http;

import io.hakiri.api.ProblemType;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.reconcile.DispatchException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.jboss.resteasy.reactive.common.util.URIDecoder;

/** What is thrown, as a problem. Only what is nobody's but ours is logged, and never what the request carried. */
@Provider
final class Faults implements ExceptionMapper<Throwable> {
    private static final System.Logger LOG = System.getLogger(Faults.class.getName());

    @Override
    public Response toResponse(Throwable thrown) {
        return response(thrown);
    }

    static Response response(Throwable thrown) {
        return switch (thrown) {
            case InvalidInput invalid -> Problem.of(invalid);
            case CatalogException fault -> fault(fault);
            case DispatchException full -> Problem.of(ProblemType.NOT_TAKEN, String.valueOf(full.getMessage()));
            case WebApplicationException refused
            when refused.getCause() instanceof InvalidInput invalid -> Problem.of(invalid);
            case WebApplicationException refused ->
                refused(refused.getResponse().getStatus(), refused);
            case IllegalArgumentException undecodable
            when isOfTheUri(undecodable) ->
                Problem.of(
                        new InvalidInput("path", "percent signs only before two hexadecimal digits", "something else"));
            default -> refused(ProblemType.INTERNAL.status(), thrown);
        };
    }

    /** The server takes a path apart only where somebody asks, and throws what anybody might. */
    private static boolean isOfTheUri(IllegalArgumentException e) {
        return e.getStackTrace().length > 0
                && e.getStackTrace()[0].getClassName().equals(URIDecoder.class.getName());
    }

    private static Response fault(CatalogException fault) {
        LOG.log(System.Logger.Level.WARNING, "the catalog: " + fault.getMessage());
        return Problem.of(
                switch (fault) {
                    case CatalogException.Unavailable _ -> ProblemType.UNAVAILABLE;
                    case CatalogException.OutcomeUnknown _ -> ProblemType.OUTCOME_UNKNOWN;
                    case CatalogException.Incompatible _ -> ProblemType.INCOMPATIBLE;
                    case CatalogException.Denied _ -> ProblemType.FORBIDDEN;
                    case CatalogException.Corrupt _ -> ProblemType.CORRUPT;
                },
                String.valueOf(fault.getMessage()));
    }

    private static Response refused(int status, Throwable thrown) {
        ProblemType type = ProblemType.ofStatus(status);
        if (type == ProblemType.INTERNAL) {
            LOG.log(System.Logger.Level.ERROR, "a request could not be served", thrown);
        }
        return Problem.of(type);
    }
}
