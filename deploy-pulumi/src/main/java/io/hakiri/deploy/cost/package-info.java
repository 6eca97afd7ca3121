/** What a graph costs in a month, by a file of prices and what is said about its use. */
@NullMarked
package io.hakiri.deploy.cost;

import org.jspecify.annotations.NullMarked;
