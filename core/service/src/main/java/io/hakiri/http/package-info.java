/**
 * The HTTP API over the catalog: its resources, who may call them, and how what they take and give looks as JSON.
 *
 * <p>{@code Form} and what makes them ({@code Forms}) are the one place that knows JSON; {@code Replies} the one that turns
 * answers of the port into status and problem; {@code Gate} the one that decides who may call. See
 * {@code docs/adr/0019-http-api.md}.
 */
@NullMarked
package io.hakiri.http;

import org.jspecify.annotations.NullMarked;
