@NullMarked
package io.hakiri.pipeline;

import org.jspecify.annotations.NullMarked;
