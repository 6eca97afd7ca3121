package io.hakiri.deploy.cost;

import io.hakiri.deploy.cost.Usage.Figure;
import io.hakiri.deploy.preview.Resource;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Functions: what the scheduler, the runs and callers ask of them, or what deployments do. */
final class FunctionMeters {
    private static final String FUNCTION = "aws:lambda/function:Function";
    private static final String SCHEDULE = "aws:scheduler/schedule:Schedule";

    private static final Pattern RATE = Pattern.compile("rate\\((?<count>[0-9]{1,6}) (?<unit>minute|hour|day)s?\\)");
    private static final BigDecimal MINUTES_OF_AN_HOUR = new BigDecimal(60);
    private static final BigDecimal MINUTES_OF_A_DAY = new BigDecimal(1440);
    private static final BigDecimal MB_OF_A_GB = new BigDecimal(1024);

    /** A look at what is due that finds nothing, or an answer of the API. */
    static final BigDecimal ANSWER_SECONDS = new BigDecimal("0.05");

    private static final BigDecimal MIGRATION_SECONDS = new BigDecimal(120);
    private static final long LEAST_MB = 128;
    private static final long LONGEST_SECONDS = 900;

    private FunctionMeters() {}

    static Map<String, Meter> all() {
        return Map.of(
                FUNCTION,
                FunctionMeters::function,
                SCHEDULE,
                FunctionMeters::schedule,
                "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
                FunctionMeters::provisioned);
    }

    private static void function(Resource function, Bill bill) {
        Month month = bill.month();
        if (isCalledBy(function, bill, "aws:lambda/invocation:Invocation")) {
            add(function, bill, "migrations", month.of(Figure.DEPLOYMENTS), MIGRATION_SECONDS);
            return;
        }
        BigDecimal ticks = ticks(bill);
        request(function, bill, true, "looks at what is due", ticks, ANSWER_SECONDS);
        BigDecimal seconds = month.of(Figure.SECONDS_PER_RUN);
        BigDecimal longest = Meter.number(function.inputs().path("timeout"), LONGEST_SECONDS);
        BigDecimal parts = seconds.divideToIntegralValue(longest).add(BigDecimal.ONE);
        bill.growing(
                function,
                Area.FUNCTION,
                "runs, requests",
                "lambda.request",
                Month.millions(month.runs().multiply(parts)));
        bill.growing(
                function,
                Area.FUNCTION,
                "runs, time",
                key(function, "gb-second"),
                time(function, month.runs(), seconds));
        if (isCalledBy(function, bill, "aws:lambda/functionUrl:FunctionUrl")) {
            add(function, bill, "API", month.requests(), ANSWER_SECONDS);
        }
    }

    private static boolean isCalledBy(Resource function, Bill bill, String type) {
        String name = function.inputs().path("name").asText();
        return bill.graph().ofType(type).stream()
                .anyMatch(
                        caller -> caller.inputs().path("functionName").asText().equals(name));
    }

    private static void add(Resource function, Bill bill, String what, BigDecimal times, BigDecimal seconds) {
        request(function, bill, false, what, times, seconds);
    }

    private static void request(
            Resource function, Bill bill, boolean isFixed, String what, BigDecimal times, BigDecimal seconds) {
        BigDecimal requests = Month.millions(times);
        BigDecimal time = time(function, times, seconds);
        if (isFixed) {
            bill.fixed(function, Area.FUNCTION, what + ", requests", "lambda.request", requests);
            bill.fixed(function, Area.FUNCTION, what + ", time", key(function, "gb-second"), time);
        } else {
            bill.growing(function, Area.FUNCTION, what + ", requests", "lambda.request", requests);
            bill.growing(function, Area.FUNCTION, what + ", time", key(function, "gb-second"), time);
        }
    }

    /** In GB-seconds. */
    private static BigDecimal time(Resource function, BigDecimal times, BigDecimal seconds) {
        return memory(function).multiply(times).multiply(seconds);
    }

    private static BigDecimal memory(Resource function) {
        return Month.over(Meter.number(function.inputs().path("memorySize"), LEAST_MB), MB_OF_A_GB);
    }

    private static String key(Resource function, String unit) {
        return "lambda."
                + function.inputs().at("/architectures/0").asText("x86_64").replaceFirst("^$", "x86_64") + "." + unit;
    }

    private static void schedule(Resource schedule, Bill bill) {
        ticks(schedule)
                .ifPresentOrElse(
                        ticks -> bill.fixed(
                                schedule, Area.FUNCTION, "scheduler", "scheduler.invocation", Month.millions(ticks)),
                        () -> bill.unknown(schedule));
    }

    /** How often in a month all schedules together ask a function. */
    static BigDecimal ticks(Bill bill) {
        return bill.graph().ofType(SCHEDULE).stream()
                .filter(schedule -> schedule.inputs().at("/target/arn").asText().contains(":lambda:"))
                .flatMap(schedule -> ticks(schedule).stream())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static Optional<BigDecimal> ticks(Resource schedule) {
        Matcher rate = RATE.matcher(schedule.inputs().path("scheduleExpression").asText());
        if (!rate.matches()) {
            return Optional.empty();
        }
        BigDecimal minutes = new BigDecimal(rate.group("count"))
                .multiply(
                        switch (rate.group("unit")) {
                            case "minute" -> BigDecimal.ONE;
                            case "hour" -> MINUTES_OF_AN_HOUR;
                            default -> MINUTES_OF_A_DAY;
                        });
        return minutes.signum() == 0
                ? Optional.empty()
                : Optional.of(Month.over(Month.HOURS.multiply(MINUTES_OF_AN_HOUR), minutes));
    }

    /** Processes that are kept ready; what they do is paid for at the full price, which errs on the safe side. */
    private static void provisioned(Resource provisioned, Bill bill) {
        String name = provisioned.inputs().path("functionName").asText();
        BigDecimal count = Meter.number(provisioned.inputs().path("provisionedConcurrentExecutions"), 1);
        for (Resource function : bill.graph().ofType(FUNCTION)) {
            if (function.inputs().path("name").asText().equals(name)) {
                bill.fixed(
                        provisioned,
                        Area.FUNCTION,
                        "processes kept ready",
                        key(function, "provisioned-gb-second"),
                        memory(function).multiply(count).multiply(Month.HOURS).multiply(Month.SECONDS_OF_AN_HOUR));
            }
        }
    }
}
