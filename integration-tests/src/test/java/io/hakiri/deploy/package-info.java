/** The runtimes in what the deployment makes for them. */
@NullMarked
package io.hakiri.deploy;

import org.jspecify.annotations.NullMarked;
