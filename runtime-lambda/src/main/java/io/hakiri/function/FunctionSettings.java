package io.hakiri.function;

import io.hakiri.access.AccessRules;
import io.hakiri.catalog.CatalogProvider;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.deployment.Variables;
import io.hakiri.executors.Executors;
import io.hakiri.pipeline.TimeSpan;
import io.hakiri.serving.AccessSettings;
import io.hakiri.serving.SecretSetting;
import io.hakiri.serving.WrongSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the environment says to the function. Nothing in it is a secret: those are read when they are needed.
 *
 * @param function its name
 * @param catalog its address
 * @param executor where due pipelines run
 * @param handOverBefore how long before its end a run hands over; {@code null} for half a minute
 * @param mostHops functions that may call the next one, one after another
 * @param callers what those may do whom Lambda knows
 * @param access who else may call
 */
record FunctionSettings(
        String function,
        String catalog,
        String executor,
        @Nullable Duration handOverBefore,
        int mostHops,
        IamGrants callers,
        AccessRules access) {
    /** Lambda sets it. */
    static final String FUNCTION = "AWS_LAMBDA_FUNCTION_NAME";

    private static final String DEFAULT_CATALOG = "dynamodb://hakiri";
    /** A function starts in seconds; one that waits longer, for there are too many, is asked for again. */
    private static final String STARTS_WITHIN = "?starts-within=1m";

    /** Of a quarter of an hour each: a day. */
    private static final int HOPS = 100;

    private static final int MOST_OF_HOPS = 1000;
    private static final Duration LONGEST = Duration.ofMinutes(7);
    private static final Duration UNLESS_SAID = Duration.ofSeconds(30);

    /**
     * Reads it.
     *
     * @throws WrongSettings with all that is wrong
     */
    static FunctionSettings of(Map<String, String> environment) {
        List<String> wrong = new ArrayList<>();
        String grants = SecretSetting.said(environment.get(Variables.IAM_GRANTS));
        String function = Objects.requireNonNullElse(SecretSetting.said(environment.get(FUNCTION)), "hakiri");
        FunctionSettings settings = new FunctionSettings(
                function,
                catalog(
                        Objects.requireNonNullElse(
                                SecretSetting.said(environment.get(Variables.CATALOG)), DEFAULT_CATALOG),
                        wrong),
                executor(
                        Objects.requireNonNullElse(
                                SecretSetting.said(environment.get(Variables.EXECUTOR)),
                                "lambda:" + function + STARTS_WITHIN),
                        wrong),
                handOverBefore(SecretSetting.said(environment.get(Variables.HAND_OVER_BEFORE)), wrong),
                mostHops(SecretSetting.said(environment.get(Variables.MOST_HOPS)), wrong),
                grants == null ? new IamGrants(Map.of()) : IamGrants.parse(Variables.IAM_GRANTS, grants, wrong),
                access(environment, wrong));
        if (!wrong.isEmpty()) {
            throw new WrongSettings(wrong);
        }
        return settings;
    }

    /** Only how it begins is said of a wrong one: the rest may hold a password. */
    private static String catalog(String address, List<String> wrong) {
        if (providers().noneMatch(provider -> provider.takes(address))) {
            String forms = providers().map(CatalogProvider::form).collect(Collectors.joining(", "));
            wrong.add(Variables.CATALOG + ": this function was built for " + forms + "; given "
                    + address.replaceFirst("(?s):.*", ":…"));
        }
        return address;
    }

    /** Of the backends that are inside: the build chose them. */
    static Stream<CatalogProvider> providers() {
        return ServiceLoader.load(CatalogProvider.class).stream().map(ServiceLoader.Provider::get);
    }

    private static String executor(String address, List<String> wrong) {
        try {
            Executors.late(address, () -> 0).close();
        } catch (InvalidInput e) {
            wrong.add(Variables.EXECUTOR + ": " + e.getMessage());
        }
        return address;
    }

    private static @Nullable Duration handOverBefore(@Nullable String text, List<String> wrong) {
        if (text == null) {
            return null;
        }
        return TimeSpan.parse(text)
                .filter(time -> !time.isZero() && time.compareTo(LONGEST) <= 0)
                .orElseGet(() -> {
                    wrong.add(Variables.HAND_OVER_BEFORE + ": expected 1s to 7m, given " + text);
                    return Duration.ZERO;
                });
    }

    private static int mostHops(@Nullable String text, List<String> wrong) {
        if (text == null) {
            return HOPS;
        }
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) > MOST_OF_HOPS) {
            wrong.add(Variables.MOST_HOPS + ": expected 0 to " + MOST_OF_HOPS + ", given " + text);
            return 0;
        }
        return Integer.parseInt(text);
    }

    private static AccessRules access(Map<String, String> environment, List<String> wrong) {
        try {
            return AccessSettings.of(environment);
        } catch (WrongSettings e) {
            wrong.add(String.valueOf(e.getMessage()));
            return AccessRules.UNLESS_SAID;
        }
    }

    /**
     * How long before the end of an invocation a run in it hands over: never more than half of its time, so that it comes on.
     *
     * @param left of its time, as it begins
     */
    Duration reserve(Duration left) {
        return shorter(left.dividedBy(2), Objects.requireNonNullElse(handOverBefore, UNLESS_SAID));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
