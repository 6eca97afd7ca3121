/** Which topology fits a workload, and what each of them costs: facts, rules and prices, without a catalog and without a cloud. */
@NullMarked
package io.hakiri.topology;

import org.jspecify.annotations.NullMarked;
