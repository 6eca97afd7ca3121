package io.hakiri.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The templates, by their names; what they ask for is checked when a program is built. */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
final class Pages {
    private Pages() {}

    static native TemplateInstance signIn(SignInPage page);

    static native TemplateInstance signedIn(SignedInPage page);

    static native TemplateInstance problem(ProblemPage page);

    static native TemplateInstance projects(ProjectsPage page);

    static native TemplateInstance project(ProjectPage page);

    static native TemplateInstance project$live(ProjectPage page);

    static native TemplateInstance pipeline(PipelinePage page);

    static native TemplateInstance pipeline$live(PipelinePage page);

    static native TemplateInstance explain(ExplainPage page);

    static native TemplateInstance runs(RunsPage page);

    static native TemplateInstance run(RunPage page);

    static native TemplateInstance schemas(SchemasPage page);

    static native TemplateInstance backfills(BackfillsPage page);

    static native TemplateInstance backfills$live(BackfillsPage page);

    static native TemplateInstance backfill(BackfillPage page);

    static native TemplateInstance backfill$live(BackfillPage page);

    static native TemplateInstance audit(AuditPage page);
}
