@NullMarked
package io.hakiri.deploy.cost;

import org.jspecify.annotations.NullMarked;
