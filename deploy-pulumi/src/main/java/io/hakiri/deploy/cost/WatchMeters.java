package io.hakiri.deploy.cost;

import io.hakiri.deploy.cost.Usage.Figure;
import io.hakiri.deploy.preview.Resource;
import java.math.BigDecimal;
import java.util.Map;

/** Logs, figures, alarms and the dashboard. */
final class WatchMeters {
    private static final String LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

    private static final BigDecimal DAYS_OF_A_MONTH = new BigDecimal("30.4");

    /** AWS keeps logs compressed, and counts them so. */
    private static final BigDecimal COMPRESSED = new BigDecimal("0.15");

    private static final long FOR_EVER_DAYS = 3653;

    private WatchMeters() {}

    static Map<String, Meter> all() {
        return Map.of(
                LOG_GROUP,
                WatchMeters::log,
                "aws:cloudwatch/metricAlarm:MetricAlarm",
                WatchMeters::alarm,
                "aws:cloudwatch/dashboard:Dashboard",
                WatchMeters::dashboard);
    }

    /** What is logged is in all groups together, and is kept so long as each says; Hakiri's own figures are lines of it. */
    private static void log(Resource group, Bill bill) {
        BigDecimal groups = BigDecimal.valueOf(bill.graph().ofType(LOG_GROUP).size());
        BigDecimal size = Month.over(bill.month().of(Figure.LOG_GB), groups);
        BigDecimal days = Meter.number(group.inputs().path("retentionInDays"), FOR_EVER_DAYS);
        BigDecimal months = Month.over(days, DAYS_OF_A_MONTH);
        bill.growing(group, Area.WATCH, "logs", "logs.ingested.gb", size);
        bill.growing(
                group,
                Area.WATCH,
                "logs that are kept",
                "logs.stored.gb-month",
                size.multiply(months).multiply(COMPRESSED));
        bill.growing(
                group,
                Area.WATCH,
                "figures of Hakiri",
                "cloudwatch.metric-month",
                Month.over(bill.month().of(Figure.METRICS), groups));
    }

    private static void alarm(Resource alarm, Bill bill) {
        bill.fixed(alarm, Area.WATCH, "alarms", "cloudwatch.alarm-month", BigDecimal.ONE);
    }

    private static void dashboard(Resource dashboard, Bill bill) {
        bill.fixed(dashboard, Area.WATCH, "dashboards", "cloudwatch.dashboard-month", BigDecimal.ONE);
    }
}
