/**
 * The HTTP API as both of its ends know it: the JSON of what goes over the wire ({@code Forms}), what requests carry
 * ({@code Bodies}), which answer is which status and problem ({@code AnswerForm}), and the form of tokens. No server and no
 * client is in here. See {@code docs/adr/0020-remote-command-line.md}.
 */
@NullMarked
package io.hakiri.api;

import org.jspecify.annotations.NullMarked;
