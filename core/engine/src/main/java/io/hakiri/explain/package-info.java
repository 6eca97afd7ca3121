/** Why a pipeline ran, waited, was passed over, fenced, tried again, set rows aside: the facts in order, and how it stood at a time. */
@NullMarked
package io.hakiri.explain;

import org.jspecify.annotations.NullMarked;
