/** What the documentation says is so: generated parts, links, command lines, examples, JSON fields. */
@NullMarked
package io.hakiri.docs;

import org.jspecify.annotations.NullMarked;
