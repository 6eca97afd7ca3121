/** A store that speaks S3, and what can go wrong on the way to it, for tests. */
@NullMarked
package io.hakiri.connectors.s3.server;

import org.jspecify.annotations.NullMarked;
