/**
 * One run of a pipeline: begin, read, decide, stage, commit, publish, finish; and what is done when any of it fails. Beside it, chunks
 * of a backfill: claim, read a part, stage, commit, publish.
 */
@NullMarked
package io.hakiri.run;

import org.jspecify.annotations.NullMarked;
