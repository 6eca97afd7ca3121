package io.hakiri.console;

import java.util.List;

/**
 * What is around every page.
 *
 * @param title of the page, without the program's name
 * @param caller whose token it is; empty where nobody signed in
 * @param crumbs the way to here, the widest first, without the page itself
 */
public record Frame(String title, String caller, List<Link> crumbs) {
    public Frame {
        crumbs = List.copyOf(crumbs);
    }

    /** Where one can go. */
    public record Link(String says, String href) {}
}
