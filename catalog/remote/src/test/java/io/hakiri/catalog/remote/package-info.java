@NullMarked
package io.hakiri.catalog.remote;

import org.jspecify.annotations.NullMarked;
