package io.hakiri.deploy;

import com.pulumi.Context;
import io.hakiri.deploy.function.PipelineFunction;
import io.hakiri.deploy.function.SignedUrl;
import io.hakiri.deploy.function.Tick;
import io.hakiri.deploy.settings.Settings;
import io.hakiri.deploy.watch.Alarms;

/** What stands around a function, wherever its catalog is. */
final class FunctionParts {
    private FunctionParts() {}

    static void define(Context context, Foundation foundation, PipelineFunction function, Alarms alarms) {
        Settings settings = foundation.settings();
        new Tick(
                "tick",
                foundation.account(),
                function,
                foundation.keyArn(),
                settings.function().tickEvery());
        if (settings.function().url()) {
            context.export("api", new SignedUrl("url", function).url());
        }
        foundation.observe(context, alarms);
        context.export("function", function.aliasArn());
    }
}
