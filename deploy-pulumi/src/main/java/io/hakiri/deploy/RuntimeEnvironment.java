package io.hakiri.deploy;

import com.pulumi.core.Output;
import io.hakiri.deploy.settings.Settings;
import io.hakiri.deployment.Endpoints;
import io.hakiri.deployment.Variables;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/** The environment variables that each runtime is given. */
final class RuntimeEnvironment {
    private static final String EVERYWHERE = "0.0.0.0";
    /** What is reached without the proxy: AWS' services by their endpoints, and what hands out credentials. */
    private static final String WITHOUT_PROXY = "*.amazonaws.com|169.254.*|localhost|127.*";

    private RuntimeEnvironment() {}

    /** Of a task that serves. */
    static Map<String, Output<String>> ofService(
            Settings settings, Names names, Output<String> catalog, Output<String> executor) {
        Map<String, Output<String>> environment = ofTask(settings, names, catalog);
        environment.put(Variables.EXECUTOR, executor);
        environment.put(Variables.HOST, Output.of(EVERYWHERE));
        environment.put(Variables.PORT, Output.of(Integer.toString(Endpoints.PORT)));
        environment.put(
                Variables.RUNS, Output.of(Integer.toString(settings.service().runs())));
        environment.put(
                Variables.RECONCILE_EVERY,
                Output.of(settings.service().reconcileEvery().toSeconds() + "s"));
        return environment;
    }

    /** Of a task that runs one pipeline, or migrates. */
    static Map<String, Output<String>> ofTask(Settings settings, Names names, Output<String> catalog) {
        Map<String, Output<String>> environment = new TreeMap<>();
        settings.variables().forEach((name, value) -> environment.put(name, Output.of(value)));
        environment.put(Variables.CATALOG, catalog);
        environment.put(Variables.LOG, Output.of("json"));
        environment.put(Variables.FIGURES, Output.of(names.service()));
        String proxy = settings.network().proxy();
        if (proxy != null) {
            URI address = URI.create(proxy);
            environment.merge(
                    "JAVA_TOOL_OPTIONS",
                    Output.of(throughProxy(address.getHost(), address.getPort())),
                    (said, ours) -> Output.tuple(said, ours).applyValue(both -> both.t1 + " " + both.t2));
        }
        return environment;
    }

    private static String throughProxy(String host, int port) {
        return "-Dhttps.proxyHost=%1$s -Dhttps.proxyPort=%2$d -Dhttp.proxyHost=%1$s -Dhttp.proxyPort=%2$d -Dhttp.nonProxyHosts=%3$s"
                .formatted(host, port, WITHOUT_PROXY);
    }

    /**
     * Of a function.
     *
     * @param invoked the name and alias by which it invokes itself
     */
    static Map<String, Output<String>> ofFunction(Settings settings, Output<String> catalog, String invoked) {
        Map<String, Output<String>> environment = new TreeMap<>();
        settings.variables().forEach((name, value) -> environment.put(name, Output.of(value)));
        environment.put(Variables.CATALOG, catalog);
        environment.put(Variables.EXECUTOR, Output.of("lambda:" + invoked + "?starts-within=1m"));
        String grants = settings.function().grants();
        if (grants != null) {
            environment.put(Variables.IAM_GRANTS, Output.of(grants));
        }
        return environment;
    }
}
