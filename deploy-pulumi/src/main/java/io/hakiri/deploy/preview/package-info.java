/** Runs a Pulumi program without an account, and shows what it would make. */
@NullMarked
package io.hakiri.deploy.preview;

import org.jspecify.annotations.NullMarked;
