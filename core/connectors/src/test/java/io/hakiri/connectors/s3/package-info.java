@NullMarked
package io.hakiri.connectors.s3;

import org.jspecify.annotations.NullMarked;
