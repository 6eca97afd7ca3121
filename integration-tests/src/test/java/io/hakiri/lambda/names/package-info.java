/** What a program asks for by name while it runs: a native program has of that only what is registered. */
@NullMarked
package io.hakiri.lambda.names;

import org.jspecify.annotations.NullMarked;
