package io.hakiri.console;

import java.util.List;

/** The projects that the caller may look into. */
public record ProjectsPage(Frame frame, List<Frame.Link> projects, String next) {
    public ProjectsPage {
        projects = List.copyOf(projects);
    }
}
