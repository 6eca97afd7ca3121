/**
 * Lambda on this machine, as far as a function can tell: its runtime API, one process for each invocation at a time, limits of time and
 * number, asynchronous invocations, and the guard against functions that call themselves. For people who try the function, and for
 * tests.
 */
@NullMarked
package io.hakiri.emulator;

import org.jspecify.annotations.NullMarked;
