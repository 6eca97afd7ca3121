/**
 * Showing what a run did, from what a catalog and its archive keep, and that nothing of it was taken out since it was shown
 * before: digests over digests, signed.
 */
@NullMarked
package io.hakiri.proof;

import org.jspecify.annotations.NullMarked;
