/** The network that the runtime lives in, its ways out, and the private ways to AWS' services and to databases elsewhere. */
@NullMarked
package io.hakiri.deploy.network;

import org.jspecify.annotations.NullMarked;
