package io.hakiri.http;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import io.hakiri.report.Prices;
import io.hakiri.report.Report;
import io.hakiri.report.ReportForms;
import io.hakiri.report.ReportKind;
import io.hakiri.report.ReportRequest;
import io.hakiri.report.Reporter;
import io.hakiri.report.Span;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the history says in sums, from where searches are read. */
@Path("/v1/projects/{project}/reports")
@RunOnVirtualThread
final class ReportResource {
    /** So many runs and searches for a request: some seconds. */
    static final int MOST_RUNS = 100_000;

    /** So many pipelines can be named. */
    private static final int MOST_NAMES = 100;

    private static final Pattern PRICE = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,12})?");
    private static final MediaType CSV = new MediaType("text", "csv");

    private final Catalog catalog;
    private final InstantSource clock;

    ReportResource(Catalog catalog) {
        this.catalog = catalog;
        this.clock = InstantSource.system();
    }

    @GET
    @Path("lag")
    @Serves(to = Role.READER, says = "How old the data of streams was: on average, and at worst.")
    public Response lag(
            @PathParam("project") String project,
            @QueryParam("pipelines") @Nullable String pipelines,
            @QueryParam("by") @Nullable String by,
            @QueryParam("since") @Nullable String since,
            @QueryParam("until") @Nullable String until,
            @QueryParam("zone") @Nullable String zone,
            @QueryParam("format") @Nullable String format,
            @Context HttpHeaders headers) {
        Span span = Span.parse(since, until, zone, clock.instant());
        return report(request(ReportKind.LAG, project, pipelines, by, span, Prices.NONE), isCsv(format, headers));
    }

    @GET
    @Path("runs")
    @Serves(to = Role.READER, says = "How runs ended, what they moved, and how long they took.")
    public Response runs(
            @PathParam("project") String project,
            @QueryParam("pipelines") @Nullable String pipelines,
            @QueryParam("by") @Nullable String by,
            @QueryParam("since") @Nullable String since,
            @QueryParam("until") @Nullable String until,
            @QueryParam("zone") @Nullable String zone,
            @QueryParam("format") @Nullable String format,
            @Context HttpHeaders headers) {
        Span span = Span.parse(since, until, zone, clock.instant());
        return report(request(ReportKind.RUNS, project, pipelines, by, span, Prices.NONE), isCsv(format, headers));
    }

    @GET
    @Path("cost")
    @Serves(to = Role.READER, says = "What runs took, in units that have a price.")
    public Response cost(
            @PathParam("project") String project,
            @QueryParam("pipelines") @Nullable String pipelines,
            @QueryParam("by") @Nullable String by,
            @QueryParam("since") @Nullable String since,
            @QueryParam("until") @Nullable String until,
            @QueryParam("zone") @Nullable String zone,
            @QueryParam("price_run_hour") @Nullable String runHour,
            @QueryParam("price_million_write_units") @Nullable String millionWriteUnits,
            @QueryParam("format") @Nullable String format,
            @Context HttpHeaders headers) {
        Prices prices =
                new Prices(price("price_run_hour", runHour), price("price_million_write_units", millionWriteUnits));
        Span span = Span.parse(since, until, zone, clock.instant());
        return report(request(ReportKind.COST, project, pipelines, by, span, prices), isCsv(format, headers));
    }

    private static ReportRequest request(
            ReportKind kind,
            String project,
            @Nullable String pipelines,
            @Nullable String by,
            Span span,
            Prices prices) {
        return new ReportRequest(kind, new ProjectId(project), named(pipelines), kind.groupings(by), span, prices);
    }

    private Response report(ReportRequest request, boolean csv) {
        Report report;
        try {
            report = new Reporter(catalog, null, MOST_RUNS).report(request, Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException("without an archive", e);
        }
        return csv
                ? Response.ok(ReportForms.csv(report).getBytes(StandardCharsets.UTF_8), ReportForms.CSV)
                        .build()
                : Replies.json(Response.Status.OK.getStatusCode(), ReportForms.json(report));
    }

    private static List<PipelineId> named(@Nullable String pipelines) {
        List<String> names = pipelines == null ? List.of() : Arrays.asList(pipelines.split(",", -1));
        if (names.size() > MOST_NAMES) {
            throw new InvalidInput(
                    "pipelines",
                    "at most " + MOST_NAMES + " names, separated by commas",
                    Integer.toString(names.size()));
        }
        return names.stream().map(PipelineId::new).toList();
    }

    private static @Nullable BigDecimal price(String field, @Nullable String text) {
        if (text == null) {
            return null;
        }
        if (!PRICE.matcher(text).matches()) {
            throw new InvalidInput(field, "a number such as 0.05", text);
        }
        return new BigDecimal(text);
    }

    /** What is asked for by name goes first; else what is accepted first of the two. */
    private static boolean isCsv(@Nullable String format, HttpHeaders headers) {
        return switch (format) {
            case "csv" -> true;
            case "json" -> false;
            case null ->
                headers.getAcceptableMediaTypes().stream()
                        .filter(one -> one.isCompatible(CSV) || one.isCompatible(MediaType.APPLICATION_JSON_TYPE))
                        .findFirst()
                        .map(one -> !one.isCompatible(MediaType.APPLICATION_JSON_TYPE))
                        .orElse(false);
            default -> throw new InvalidInput("format", "json or csv", format);
        };
    }
}
