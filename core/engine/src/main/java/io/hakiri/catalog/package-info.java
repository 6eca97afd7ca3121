/** The port to the state of pipelines: what every backend must do, its results and its faults. */
@NullMarked
package io.hakiri.catalog;

import org.jspecify.annotations.NullMarked;
