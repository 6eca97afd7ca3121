/**
 * Objects of S3 and of stores that speak its protocol: a lake in a bucket (ADR 0016), and the source {@code s3}.
 */
@NullMarked
package io.hakiri.connectors.s3;

import org.jspecify.annotations.NullMarked;
