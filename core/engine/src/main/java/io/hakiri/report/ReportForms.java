package io.hakiri.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.PipelineId;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reports as JSON and CSV, the same on the command line and over HTTP (docs/reports.md). */
public final class ReportForms {
    /** Of CSV, as HTTP names it (RFC 7111). */
    public static final String CSV = "text/csv; charset=utf-8; header=present";

    /** Programs for tables take what begins with one of these for a formula. */
    private static final String FORMULAS = "=+-@\t\r";

    private static final String LINE_END = "\r\n";
    private static final int SHOWN_DIGITS = 3;

    private ReportForms() {}

    /** The whole report; each row is an object of {@link ReportRequest#columns}. */
    public static ObjectNode json(Report report) {
        ReportRequest request = report.request();
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("report", request.kind().word());
        document.put("project", request.project().value());
        ArrayNode named = document.putArray("named");
        request.pipelines().stream().map(PipelineId::value).forEach(named::add);
        ArrayNode by = document.putArray("by");
        request.by().stream().map(Grouping::word).forEach(by::add);
        document.put("since", request.span().since().toString());
        document.put("until", request.span().until().toString());
        document.put("zone", request.span().zone().getId());
        document.putArray("rows").addAll(rows(report));
        document.put("runs", report.runs());
        document.put("lag_seconds", seconds(report.readLag()));
        if (request.kind() == ReportKind.LAG) {
            ArrayNode none = document.putArray("without_success");
            report.withoutSuccess()
                    .forEach(one -> none.addObject()
                            .put("pipeline", one.pipeline().value())
                            .put("stream", one.stream()));
        }
        return document;
    }

    /** Only the rows. */
    public static List<ObjectNode> rows(Report report) {
        List<Column> columns = report.request().columns();
        List<ObjectNode> rows = new ArrayList<>();
        for (Report.Row row : report.rows()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            int keys = row.keys().size();
            for (int i = 0; i < columns.size(); i++) {
                String name = columns.get(i).name();
                if (i < keys) {
                    object.put(name, row.keys().get(i));
                } else {
                    put(object, name, row.figures().get(i - keys));
                }
            }
            rows.add(object);
        }
        return rows;
    }

    private static void put(ObjectNode object, String name, @Nullable Number number) {
        switch (number) {
            case null -> object.putNull(name);
            case BigDecimal decimal -> object.put(name, decimal);
            case Number whole -> object.put(name, whole.longValue());
        }
    }

    /** Only the rows, with a header (RFC 4180). Of a text that a program for tables would take for a formula {@code '} is put in front. */
    public static String csv(Report report) {
        StringBuilder csv = new StringBuilder();
        csv.append(report.request().columns().stream().map(Column::name).collect(Collectors.joining(",")))
                .append(LINE_END);
        for (Report.Row row : report.rows()) {
            csv.append(Stream.concat(
                                    row.keys().stream().map(ReportForms::cell),
                                    row.figures().stream().map(ReportForms::cell))
                            .collect(Collectors.joining(",")))
                    .append(LINE_END);
        }
        return csv.toString();
    }

    private static String cell(@Nullable Number number) {
        return switch (number) {
            case null -> "";
            case BigDecimal decimal -> decimal.toPlainString();
            case Number whole -> whole.toString();
        };
    }

    private static String cell(@Nullable String text) {
        if (text == null) {
            return "";
        }
        String harmless = !text.isEmpty() && FORMULAS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean plain = harmless.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? harmless : '"' + harmless.replace("\"", "\"\"") + '"';
    }

    /** Not less than it is. */
    private static BigDecimal seconds(Duration time) {
        BigDecimal seconds =
                new BigDecimal(BigInteger.valueOf(time.toNanos()), 9).setScale(SHOWN_DIGITS, RoundingMode.UP);
        return new BigDecimal(seconds.stripTrailingZeros().toPlainString());
    }
}
