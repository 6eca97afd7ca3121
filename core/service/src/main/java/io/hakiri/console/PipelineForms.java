package io.hakiri.console;

import io.hakiri.access.BrowserSession;
import io.hakiri.api.AnswerForm;
import io.hakiri.api.AnswerForms;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.Verdict;
import io.hakiri.http.NextDue;
import io.hakiri.http.Replies;
import io.hakiri.http.Serves;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the forms of a pipeline's pages do: the same as the routes of the API, and then one looks at the page again. */
@Path(BrowserSession.ROOT + "/projects/{project}/pipelines/{pipeline}")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
final class PipelineForms {
    private final Catalog catalog;
    private final InstantSource clock;

    PipelineForms(Catalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    @POST
    @Path("pause")
    @Serves(to = Role.OPERATOR, says = "Pauses the pipeline.")
    public Response pause(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @FormParam("reason") @Nullable String reason,
            @FormParam("now") @Nullable String now,
            @Context SecurityContext caller) {
        PipelineKey key = PipelineKey.of(project, pipeline);
        return done(
                AnswerForms.CHANGE, catalog.pause(key, now != null, actor(caller, reason)), Paths.of(key), Done.PAUSED);
    }

    @POST
    @Path("resume")
    @Serves(to = Role.OPERATOR, says = "Opens the pipeline again.")
    public Response resume(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @FormParam("reason") @Nullable String reason,
            @Context SecurityContext caller) {
        PipelineKey key = PipelineKey.of(project, pipeline);
        return done(
                AnswerForms.CHANGE,
                catalog.resume(key, NextDue.of(catalog.pipeline(key), clock.instant()), actor(caller, reason)),
                Paths.of(key),
                Done.RESUMED);
    }

    @POST
    @Path("break")
    @Serves(to = Role.OPERATOR, says = "Takes the lease.")
    public Response breakLease(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @FormParam("reason") @Nullable String reason,
            @Context SecurityContext caller) {
        PipelineKey key = PipelineKey.of(project, pipeline);
        return done(AnswerForms.CHANGE, catalog.breakLease(key, actor(caller, reason)), Paths.of(key), Done.BROKEN);
    }

    /**
     * Moves all cursors back.
     *
     * @param request made by the page, so that a form that is sent twice rewinds once
     * @param before the run to rewind to before; empty for the start
     */
    @POST
    @Path("rewind")
    @Serves(to = Role.OPERATOR, says = "Moves the cursors back.")
    public Response rewind(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @FormParam("request") @Nullable String request,
            @FormParam("before") @Nullable String before,
            @FormParam("mode") @Nullable String mode,
            @FormParam("reason") @Nullable String reason,
            @Context SecurityContext caller) {
        PipelineKey key = PipelineKey.of(project, pipeline);
        Rewind.Target target = before == null || before.isEmpty()
                ? new Rewind.Target.Start(Set.of())
                : new Rewind.Target.BeforeRun(RunId.parse(before));
        Rewind rewind = new Rewind(
                key,
                new RequestId(given("request", request)),
                target,
                word(Rewind.Mode.class, "mode", mode),
                actor(caller, reason));
        return done(AnswerForms.REWIND, catalog.rewind(rewind), Paths.of(key), Done.REWOUND);
    }

    @POST
    @Path("schemas")
    @Serves(to = Role.OPERATOR, says = "Decides about a version of a stream's shape.")
    public Response decide(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @FormParam("stream") @Nullable String stream,
            @FormParam("version") @Nullable String version,
            @FormParam("verdict") @Nullable String verdict,
            @FormParam("reason") @Nullable String reason,
            @Context SecurityContext caller) {
        PipelineKey key = PipelineKey.of(project, pipeline);
        return done(
                AnswerForms.DECIDE,
                catalog.decide(
                        key,
                        Limits.name("stream", given("stream", stream)),
                        number(given("version", version)),
                        word(Verdict.class, "verdict", verdict),
                        actor(caller, reason)),
                Paths.of(key) + "/schemas",
                Done.DECIDED);
    }

    @POST
    @Path("backfills/{backfill}/cancel")
    @Serves(to = Role.OPERATOR, says = "Ends a backfill.")
    public Response cancelBackfill(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @PathParam("backfill") String backfill,
            @FormParam("reason") @Nullable String reason,
            @Context SecurityContext caller) {
        PipelineKey key = PipelineKey.of(project, pipeline);
        return done(
                AnswerForms.CHANGE,
                catalog.cancelBackfill(key, new BackfillId(backfill), actor(caller, reason)),
                Paths.of(key) + "/backfills",
                Done.CANCELLED);
    }

    /** The page again where it was done; otherwise the refusal, with the answer's own fields. */
    private static <T> Response done(AnswerForm<T> form, T answer, String path, Done done) {
        Response response = Replies.of(form, answer);
        return response.getStatus() < Response.Status.BAD_REQUEST.getStatusCode()
                ? Html.seeOther(path + done.query())
                : response;
    }

    private static Actor actor(SecurityContext caller, @Nullable String reason) {
        return new Actor(caller.getUserPrincipal().getName(), reason == null ? "" : reason.strip());
    }

    private static String given(String field, @Nullable String value) {
        if (value == null) {
            throw new InvalidInput(field, "a field of the form", "nothing");
        }
        return value;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new InvalidInput("version", "a number", text);
        }
    }

    private static <E extends Enum<E>> E word(Class<E> words, String field, @Nullable String word) {
        for (E one : words.getEnumConstants()) {
            if (one.name().toLowerCase(Locale.ROOT).equals(word)) {
                return one;
            }
        }
        throw new InvalidInput(field, "one of those of the form", given(field, word));
    }
}
