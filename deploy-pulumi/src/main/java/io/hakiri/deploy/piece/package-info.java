/** What every component is, and how resources are named. */
@NullMarked
package io.hakiri.deploy.piece;

import org.jspecify.annotations.NullMarked;
