/**
 * Executors that run pipelines elsewhere: each hands over one {@link io.hakiri.reconcile.Dispatch} document, by the service that
 * its address names.
 */
@NullMarked
package io.hakiri.executors;

import org.jspecify.annotations.NullMarked;
