/**
 * What the history says in sums: how old data was, how runs ended, what they took. Everything is counted from runs that
 * searches (C-28) and an archive give, so that what workers write to is not asked.
 */
@NullMarked
package io.hakiri.report;

import org.jspecify.annotations.NullMarked;
