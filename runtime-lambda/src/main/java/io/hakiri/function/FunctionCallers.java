package io.hakiri.function;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.hakiri.access.Bearer;
import io.hakiri.api.Grant;
import io.hakiri.api.Grants;
import io.hakiri.catalog.Role;
import io.hakiri.http.PlatformCallers;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Who may invoke the function, and whoever signed his request to its URL: Lambda has made sure of both. The first is an operator of
 * every project, for ticks and dispatches; what the second may do, {@link IamGrants} says.
 */
@Singleton
final class FunctionCallers implements PlatformCallers {
    private static final Bearer DIRECT =
            new Bearer("lambda", "lambda", new Grants(List.of(new Grant(null, Role.OPERATOR))), null);
    private static final String IAM = "iam:";

    private final FunctionSettings settings;

    FunctionCallers(FunctionSettings settings) {
        this.settings = settings;
    }

    @Override
    public Optional<Bearer> of(HttpServerRequest request) {
        return Invocation.of(request).flatMap(this::caller);
    }

    private Optional<Bearer> caller(Invocation invocation) {
        if (invocation.isDirect()) {
            return Optional.of(DIRECT);
        }
        APIGatewayV2HTTPEvent.RequestContext.IAM signer = invocation.signer();
        if (signer == null || signer.getUserArn() == null) {
            return Optional.empty();
        }
        String name = IAM + signer.getUserArn();
        return Optional.of(new Bearer(name, name, settings.callers().of(signer.getUserArn()), null));
    }
}
