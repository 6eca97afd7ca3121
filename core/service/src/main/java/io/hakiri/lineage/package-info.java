/**
 * Tells a service of lineage what ran and what it wrote, in the words of OpenLineage (ADR 0022).
 */
@NullMarked
package io.hakiri.lineage;

import org.jspecify.annotations.NullMarked;
