/** Where the values behind {@code secret:NAME} are kept: the environment, files, and two services of AWS. */
@NullMarked
package io.hakiri.connectors.secret;

import org.jspecify.annotations.NullMarked;
