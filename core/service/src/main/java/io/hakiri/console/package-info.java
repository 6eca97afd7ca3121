/**
 * The console: pages for people, made by the service itself and served beside the API (ADR 0032).
 *
 * <p>A route asks the catalog's port, makes of the answers what a page shows ({@code …Page}: words and numbers, nothing to decide any
 * more), and {@code Pages} has the templates. What lives on a page is asked for again by the browser, and sent only where it changed.
 */
@NullMarked
package io.hakiri.console;

import org.jspecify.annotations.NullMarked;
