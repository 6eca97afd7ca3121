/**
 * What is to be done with declared pipelines, decided from what the catalog knows of them.
 */
@NullMarked
package io.hakiri.reconcile;

import org.jspecify.annotations.NullMarked;
